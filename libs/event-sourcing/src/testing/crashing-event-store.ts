import { EventStore, type NewEvent } from '../event-store.ts';
import type { Position } from '../position.ts';

export type CrashPoint = 'before' | 'after';

/** An event store whose process dies at an append: from then on nothing returns any more. */
export class CrashingEventStore extends EventStore {
  readonly #crash = Promise.withResolvers<void>();
  readonly #point: CrashPoint;
  readonly #isMeant: (stream: string) => boolean;

  constructor(connectionString: string, point: CrashPoint, isMeant: (stream: string) => boolean) {
    super(connectionString);
    this.#point = point;
    this.#isMeant = isMeant;
  }

  /** Resolves when it has crashed. */
  get crashed(): Promise<void> {
    return this.#crash.promise;
  }

  override async append(stream: string, revision: bigint, events: readonly NewEvent[]): Promise<Position> {
    if (!this.#isMeant(stream)) return super.append(stream, revision, events);
    if (this.#point === 'after') await super.append(stream, revision, events);
    this.#crash.resolve();
    return new Promise(() => undefined);
  }
}
