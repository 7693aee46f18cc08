import type { EventStore } from '../storage/event-store.ts';
import { metadataStreamOf } from '../storage/system-streams.ts';

const CHECKPOINT_EVENT_TYPE = '$SubscriptionCheckpoint';

/** How far a group has come, in a stream of its own of which only the last event counts. */
export class GroupCheckpoint {
  readonly #store: EventStore;
  readonly #streamName: string;

  constructor(store: EventStore, streamName: string) {
    this.#store = store;
    this.#streamName = streamName;
  }

  /** Begins without a checkpoint, whatever a former group of the same name has left. */
  async reset(): Promise<void> {
    await this.#store.deleteSystemStream(this.#streamName);
    await this.#store.appendSystemEvent(metadataStreamOf(this.#streamName), json('$metadata', { $maxCount: 1 }));
  }

  load(): number | undefined {
    if (this.#store.reader.absenceOf(this.#streamName)) return undefined;
    const page = this.#store.reader.streamPage({ streamName: this.#streamName, from: Infinity, direction: 'backwards', limit: 1 });
    const [last] = page.events;
    return last && (JSON.parse(Buffer.from(last.data).toString('utf8')) as number);
  }

  /** Resolves when it is on disk. */
  async save(place: number): Promise<void> {
    await this.#store.appendSystemEvent(this.#streamName, json(CHECKPOINT_EVENT_TYPE, place));
  }

  async delete(): Promise<void> {
    await this.#store.deleteSystemStream(this.#streamName);
  }
}

function json(type: string, value: unknown): { type: string; isJson: boolean; data: Uint8Array; metadata: Uint8Array } {
  return { type, isJson: true, data: Buffer.from(JSON.stringify(value)), metadata: new Uint8Array() };
}
