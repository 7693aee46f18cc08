import { NO_STREAM } from '@eventstore/db-client';
import type { AppendResult, AppendToStreamOptions, EventData, EventStoreDBClient } from '@eventstore/db-client';
import { numberedFrom } from '../contract/numbered-events.ts';

/** Events that were appended together, and which life of the store they were first sent in, and which acknowledged them. */
export interface AcknowledgedBatch extends SentBatch {
  readonly acknowledgedIn: number;
  readonly result: AppendResult;
}

interface SentBatch {
  readonly events: readonly EventData[];
  readonly sentIn: number;
}

/** Appends one batch after the other. What has no answer is written again, with the same ids at the same revision, until it has one. */
export class CrashWriter {
  readonly stream: string;
  readonly batchSize: number;
  readonly acknowledged: AcknowledgedBatch[] = [];
  readonly #options: AppendToStreamOptions;
  #unanswered: SentBatch | undefined;

  /** With `inCallsOfTheirOwn` each append is a call, as in Holdfast; otherwise all go through one, as the client prefers it. */
  constructor(stream: string, batchSize: number, inCallsOfTheirOwn: boolean) {
    this.stream = stream;
    this.batchSize = batchSize;
    this.#options = inCallsOfTheirOwn ? { credentials: { username: 'ignored', password: 'ignored' } } : {};
  }

  /** Resolves when the store is gone. Throws when it contradicts what it has acknowledged. */
  async writeUntilKilled(client: EventStoreDBClient, life: number, onAcknowledged: () => void): Promise<void> {
    for (;;) {
      const next = this.acknowledged.length * this.batchSize;
      const batch = (this.#unanswered ??= { events: numberedFrom(next, next + this.batchSize - 1), sentIn: life });
      const result = await this.#append(client, batch.events, next);
      if (!result) return;
      this.acknowledged.push({ ...batch, acknowledgedIn: life, result });
      this.#unanswered = undefined;
      onAcknowledged();
    }
  }

  async #append(client: EventStoreDBClient, events: readonly EventData[], next: number): Promise<AppendResult | undefined> {
    const expectedRevision = next === 0 ? NO_STREAM : BigInt(next - 1);
    try {
      return await client.appendToStream(this.stream, [...events], { ...this.#options, expectedRevision });
    } catch (error) {
      if (error instanceof Error && error.name === 'WrongExpectedVersionError') throw error;
      return undefined;
    }
  }
}
