import type { EventStore } from '../storage/event-store.ts';
import type { GroupDefinition } from './group-definition.ts';

const CONFIG_STREAM = '$persistentSubscriptionConfig';
const CONFIG_EVENT_TYPE = '$PersistentConfig';

interface Config {
  readonly version: 1;
  readonly groups: readonly GroupDefinition[];
}

/** All groups there are, as the last event of one stream. */
export class GroupDefinitions {
  readonly #store: EventStore;

  constructor(store: EventStore) {
    this.#store = store;
  }

  load(): readonly GroupDefinition[] {
    const page = this.#store.reader.streamPage({ streamName: CONFIG_STREAM, from: Infinity, direction: 'backwards', limit: 1 });
    const [last] = page.events;
    return last ? (JSON.parse(Buffer.from(last.data).toString('utf8')) as Config).groups : [];
  }

  /** Resolves when it is on disk. */
  async save(groups: readonly GroupDefinition[]): Promise<void> {
    const config: Config = { version: 1, groups };
    const data = Buffer.from(JSON.stringify(config));
    await this.#store.appendSystemEvent(CONFIG_STREAM, { type: CONFIG_EVENT_TYPE, isJson: true, data, metadata: new Uint8Array() });
  }
}
