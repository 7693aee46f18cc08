import type { AllStreamResolvedEvent, EventStoreDBClient, Position } from '@eventstore/db-client';

/** Follows `$all` through the lives of a store: after each death it goes on behind the last event it got. */
export class CrashReader {
  readonly eventIds: string[] = [];
  #last: Position | undefined;

  /** Resolves when the store is gone. */
  async followUntilKilled(client: EventStoreDBClient): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const subscription = client.subscribeToAll(this.#last && { fromPosition: this.#last });
    subscription.on('data', ({ event }: AllStreamResolvedEvent) => {
      if (!event) return;
      this.eventIds.push(event.id);
      this.#last = event.position;
    });
    subscription.on('error', () => {
      resolve();
    });
    await promise;
  }

  /** What is there behind the last event it got. */
  async catchUp(client: EventStoreDBClient): Promise<void> {
    for await (const { event } of client.readAll(this.#last && { fromPosition: this.#last })) {
      if (event && event.id !== this.eventIds.at(-1)) this.eventIds.push(event.id);
    }
  }
}
