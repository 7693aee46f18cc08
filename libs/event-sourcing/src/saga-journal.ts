import type { Clock } from './clock.ts';
import { contextAfter, metadataOf, newContext, type CommandContext } from './command.ts';
import { deterministicId } from './deterministic-id.ts';
import { WrongRevisionError } from './errors.ts';
import { NO_EVENTS, type EventStore } from './event-store.ts';
import type { DomainEvent, PositionedEvent } from './event.ts';
import { isAtLeast, formatPosition, parsePosition, type Position } from './position.ts';
import type { SagaAdvanced, SagaCheckpointReached, SagaCommandParked } from './saga-events.ts';
import type { Saga } from './saga.ts';
import { streamName } from './stream-name.ts';

/** One would do; the others show to people how fast a saga reads. */
const CHECKPOINTS_KEPT = 5;

/** The last step of a saga's instance, and the revision at which it stands. */
export interface StoredStep {
  readonly data: SagaAdvanced['data'];
  readonly revision: bigint;
}

/**
 * What one saga keeps in the event store. Each instance has a stream with its steps; each parked command or event has a stream of its own,
 * so that parking it again adds nothing; the checkpoints have one.
 */
export class SagaJournal {
  readonly #saga: string;
  readonly #eventStore: EventStore;
  readonly #clock: Clock;

  constructor(saga: string, eventStore: EventStore, clock: Clock) {
    this.#saga = saga;
    this.#eventStore = eventStore;
    this.#clock = clock;
  }

  get actor(): string {
    return `saga:${this.#saga}`;
  }

  async lastStep(instance: string): Promise<StoredStep | undefined> {
    const last = await this.#eventStore.readLast(this.#stream(instance));
    return last && { data: last.data as SagaAdvanced['data'], revision: last.revision };
  }

  /** The step in which an instance took an event in, wherever it stands. */
  async stepFor(instance: string, eventId: string): Promise<SagaAdvanced['data'] | undefined> {
    for await (const { data } of this.#eventStore.readBackwards(this.#stream(instance))) {
      const step = data as SagaAdvanced['data'];
      if (step.eventId === eventId) return step;
    }
    return undefined;
  }

  /**
   * Stores a step after a revision. The id follows from all that the step says: another runner that stored the very same step before is no
   * conflict, one that decided otherwise is. Throws WrongRevisionError then.
   */
  async storeStep(data: SagaAdvanced['data'], revision: bigint, event: PositionedEvent): Promise<void> {
    const id = deterministicId(event.id, this.#saga, 'advanced', JSON.stringify(data));
    const advanced: SagaAdvanced = { type: 'SagaAdvanced', data };
    await this.#append(this.#stream(data.instance), revision, id, advanced, contextAfter(event, this.actor));
  }

  /** May be called again with the same context: what is parked is parked once. */
  async park(data: SagaCommandParked['data'], context: CommandContext): Promise<void> {
    const stream = streamName('sagaParked', `${this.#saga}-${context.commandId}`);
    const parked: SagaCommandParked = { type: 'SagaCommandParked', data };
    await this.#appendUnlessTaken(stream, NO_EVENTS, deterministicId(context.commandId, 'parked'), parked, context);
  }

  /**
   * Where a runner begins: behind the checkpoint; without one, where the saga says. That it begins now is stored before it takes anything in,
   * by one of all runners: after a crash or beside another, nobody begins later.
   */
  async begin(begins: Saga['begins']): Promise<Position | undefined> {
    await this.#limitCheckpoints();
    const stored = await this.checkpoint();
    if (stored || begins === 'at-first-event') return stored;
    const end = await this.#eventStore.lastPositionOf(['']);
    if (end) await this.#storeCheckpointAfter(NO_EVENTS, end);
    return this.checkpoint();
  }

  async checkpoint(): Promise<Position | undefined> {
    return (await this.#lastCheckpoint())?.position;
  }

  /** Never goes back: another runner may be further. */
  async storeCheckpoint(position: Position): Promise<void> {
    const last = await this.#lastCheckpoint();
    if (last && isAtLeast(last.position, position)) return;
    await this.#storeCheckpointAfter(last?.revision ?? NO_EVENTS, position);
  }

  async #storeCheckpointAfter(revision: bigint, position: Position): Promise<void> {
    const id = deterministicId(this.#saga, 'checkpoint', formatPosition(position));
    const data = { saga: this.#saga, position: formatPosition(position) };
    const reached: SagaCheckpointReached = { type: 'SagaCheckpointReached', data };
    await this.#appendUnlessTaken(this.#checkpoints(), revision, id, reached, newContext(id, this.actor));
  }

  /** Lets the server forget all but the last checkpoints, unless something was ever set for their stream. */
  async #limitCheckpoints(): Promise<void> {
    const id = deterministicId(this.#saga, 'checkpoints kept', CHECKPOINTS_KEPT);
    const limit: DomainEvent = { type: '$metadata', data: { $maxCount: CHECKPOINTS_KEPT } };
    await this.#appendUnlessTaken(`$$${this.#checkpoints()}`, NO_EVENTS, id, limit, newContext(id, this.actor));
  }

  /** What another runner stored in between stands. */
  async #appendUnlessTaken(stream: string, revision: bigint, id: string, event: DomainEvent, context: CommandContext): Promise<void> {
    try {
      await this.#append(stream, revision, id, event, context);
    } catch (error) {
      if (!(error instanceof WrongRevisionError)) throw error;
    }
  }

  async #lastCheckpoint(): Promise<{ readonly position: Position; readonly revision: bigint } | undefined> {
    const last = await this.#eventStore.readLast(this.#checkpoints());
    return last && { position: parsePosition((last.data as SagaCheckpointReached['data']).position), revision: last.revision };
  }

  async #append(stream: string, revision: bigint, id: string, event: DomainEvent, context: CommandContext): Promise<void> {
    await this.#eventStore.append(stream, revision, [{ id, event, metadata: metadataOf(context, this.#clock()) }]);
  }

  #stream(instance: string): string {
    return streamName('saga', `${this.#saga}-${instance}`);
  }

  #checkpoints(): string {
    return streamName('sagaCheckpoint', this.#saga);
  }
}
