import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';

/** An event as it came in. */
export interface MemoryEvent {
  /** 1 for the first event of all. */
  readonly position: number;
  readonly streamName: string;
  readonly revision: number;
  readonly proposed: BatchAppendReq.ProposedMessage;
}

/** Events in arrays: nothing is checked, nothing survives. */
export class MemoryLog {
  readonly all: MemoryEvent[] = [];
  readonly #streams = new Map<string, MemoryEvent[]>();
  readonly #waiting = new Set<() => void>();

  stream(streamName: string): readonly MemoryEvent[] {
    return this.#streams.get(streamName) ?? [];
  }

  append(streamName: string, proposals: readonly BatchAppendReq.ProposedMessage[]): void {
    const stream = this.#streams.get(streamName) ?? [];
    this.#streams.set(streamName, stream);
    for (const proposed of proposals) {
      const event = { position: this.all.length + 1, streamName, revision: stream.length, proposed };
      stream.push(event);
      this.all.push(event);
    }
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at the next append. */
  async changed(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    signal.addEventListener('abort', () => {
      resolve();
    });
    await promise;
    this.#waiting.delete(resolve);
  }
}
