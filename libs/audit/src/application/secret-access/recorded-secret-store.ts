import { deterministicId, metadataOf, NO_EVENTS, WrongRevisionError, type Clock, type EventStore } from '@holdfast/event-sourcing';
import type { JsonObject, Redacted, SecretAccess, SecretStore } from '@holdfast/secrets';
import { LRUCache } from 'lru-cache';
import { secretAccessStream, type CredentialSecretOpened } from '../../contracts/secret-access.events.ts';

/** What this process need not record again. */
const REMEMBERED = 10_000;

/**
 * A secret store that records who opens what, and why, before it opens it: what cannot be recorded stays closed. It is recorded once for each
 * credential, actor and run, whatever number of tasks that has; outside of runs each time.
 */
export class RecordedSecretStore implements SecretStore {
  readonly #store: SecretStore;
  readonly #eventStore: EventStore;
  readonly #clock: Clock;
  readonly #recorded = new LRUCache<string, true>({ max: REMEMBERED });

  constructor(store: SecretStore, eventStore: EventStore, clock: Clock) {
    this.#store = store;
    this.#eventStore = eventStore;
    this.#clock = clock;
  }

  async get(id: string, access: SecretAccess): Promise<Redacted<JsonObject>> {
    const eventId = deterministicId('secret opened', id, access.actor, access.reason, access.runId ?? access.causationId);
    if (!this.#recorded.has(eventId)) await this.#record(eventId, id, access);
    this.#recorded.set(eventId, true);
    return this.#store.get(id, access);
  }

  put(id: string, value: JsonObject): Promise<void> {
    return this.#store.put(id, value);
  }

  has(id: string): Promise<boolean> {
    return this.#store.has(id);
  }

  destroy(id: string): Promise<void> {
    return this.#store.destroy(id);
  }

  ids(): Promise<string[]> {
    return this.#store.ids();
  }

  async #record(id: string, credentialId: string, access: SecretAccess): Promise<void> {
    const { actor, reason, organizationId, runId, taskId, correlationId, causationId } = access;
    const event: CredentialSecretOpened = {
      type: 'CredentialSecretOpened',
      data: { credentialId, reason, organizationId, runId, taskId },
    };
    const metadata = metadataOf({ commandId: id, actor, correlationId, causationId }, this.#clock());
    try {
      await this.#eventStore.append(secretAccessStream(id), NO_EVENTS, [{ id, event, metadata }]);
    } catch (error) {
      if (!(error instanceof WrongRevisionError)) throw error; // it was recorded before a restart
    }
  }
}
