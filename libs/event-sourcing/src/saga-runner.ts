import type { Clock } from './clock.ts';
import { contextAfter } from './command.ts';
import { WrongRevisionError } from './errors.ts';
import { NO_EVENTS, type EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import { follow } from './follow.ts';
import { formatPosition, isAtLeast, laterPosition, parsePosition, type Position } from './position.ts';
import { SagaCommands, type SagaCommandsOptions } from './saga-commands.ts';
import { referenceTo, type SagaAdvanced } from './saga-events.ts';
import { SagaJournal } from './saga-journal.ts';
import type { SagaRefusal } from './saga-refusal.ts';
import { instanceOf, NotUnderstood, stepOf } from './saga-step.ts';
import type { AnySaga, Saga, SagaStep } from './saga.ts';

export interface SagaRunnerOptions extends SagaCommandsOptions {
  readonly eventStore: EventStore;
  readonly clock: Clock;
}

interface Instance {
  readonly state: object;
  readonly revision: bigint;
  readonly position: Position | undefined;
}

/** A checkpoint is stored after this many events; a restart takes in at most so many again, and they do nothing new. */
const CHECKPOINT_EVERY = 64;
const REMEMBERED_INSTANCES = 1_000;

/**
 * Runs one saga durably. Events are taken in strictly in order. For each, the new state and the commands are stored in the instance's own
 * stream *before* the commands are given, with ids that follow from the event: after a crash, or with a second runner at work, a command may
 * be given again but is the same command. A command that its decider refuses is parked where people see it; an outage is waited out.
 */
export class SagaRunner {
  readonly #saga: Saga;
  readonly #options: SagaRunnerOptions;
  readonly #stop = new AbortController();
  readonly #journal: SagaJournal;
  readonly #commands: SagaCommands;
  #instances = new Map<string, Instance>();
  #position: Position | undefined;
  #sinceCheckpoint = 0;
  #following: Promise<void> = Promise.resolve();

  constructor(saga: AnySaga, options: SagaRunnerOptions) {
    this.#saga = saga as Saga;
    this.#options = options;
    this.#journal = new SagaJournal(saga.name, options.eventStore, options.clock);
    this.#commands = new SagaCommands(saga.name, this.#journal, options, this.#stop.signal);
  }

  /**
   * Begins behind the stored checkpoint, or where the saga says when there is none. Resolves when everything stored at that time was taken in, or when it is stopped before; waits for an
   * event store that cannot be reached yet.
   */
  async start(): Promise<void> {
    const caughtUp = Promise.withResolvers<void>();
    this.#following = follow(this.#options.eventStore, {
      prefixes: this.#saga.streams,
      position: async () => (this.#position ??= await this.#journal.begin(this.#saga.begins)),
      onEvents: (events) => this.#takeInAll(events),
      onCheckpoint: (position) => this.#pass(position),
      onCaughtUp: caughtUp.resolve,
      onInterruption: (error) => this.#options.onInterruption?.(this.#saga.name, error),
      signal: this.#stop.signal,
    });
    await Promise.race([caughtUp.promise, this.#following]);
  }

  /** Ends after the event in hand. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#following;
    // Without it the next start only takes in some events again.
    if (this.#sinceCheckpoint > 0) await this.#storeCheckpoint().catch(() => undefined);
  }

  /**
   * Takes in an event that was parked, in the present state of its instance: once, whoever else does it too. Answers why it is still not
   * understood.
   */
  async takeInAgain(event: PositionedEvent): Promise<SagaRefusal | undefined> {
    const id = instanceOf(this.#saga, event);
    if (id instanceof NotUnderstood) return refusalOf(id);
    if (id === null) return undefined;
    const earlier = await this.#journal.stepFor(id, event.id);
    if (earlier) await this.#commands.giveAll(earlier);
    const refusal = earlier ? undefined : await this.#takeInNow(id, event);
    this.forget();
    return refusal;
  }

  /** Reads every instance anew before its next step: another runner has let one take an event in again. */
  forget(): void {
    this.#instances = new Map();
  }

  async #takeInNow(id: string, event: PositionedEvent): Promise<SagaRefusal | undefined> {
    for (;;) {
      const instance = await this.#read(id);
      const step = stepOf(this.#saga, instance.state, event);
      if (step === null) return undefined;
      if (step instanceof NotUnderstood) return refusalOf(step);
      if (await this.#store(id, instance, event, step)) return undefined;
    }
  }

  async #takeInAll(events: readonly PositionedEvent[]): Promise<void> {
    for (const event of events) {
      this.#stop.signal.throwIfAborted();
      await this.#takeIn(event);
      await this.#pass(event.position);
    }
  }

  /** A saga that cannot understand an event must not stand still before it: the event is parked, the saga goes on. */
  async #takeIn(event: PositionedEvent): Promise<void> {
    const instance = instanceOf(this.#saga, event);
    if (instance instanceof NotUnderstood) await this.#parkEvent('', event, instance);
    else if (instance !== null) await this.#advance(instance, event);
  }

  /** A step that another runner stored in between counts: it is read, and its commands are given. */
  async #advance(id: string, event: PositionedEvent): Promise<void> {
    const instances = this.#instances;
    for (;;) {
      const instance = instances.get(id) ?? (await this.#read(id));
      remember(instances, id, instance);
      if (isAtLeast(instance.position, event.position)) return;
      const step = stepOf(this.#saga, instance.state, event);
      if (step === null) return;
      if (step instanceof NotUnderstood) {
        await this.#parkEvent(id, event, step);
        return;
      }
      instances.delete(id);
      const advanced = await this.#store(id, instance, event, step);
      if (advanced) {
        remember(instances, id, advanced);
        return;
      }
    }
  }

  /** Stores a step and gives its commands; undefined when the instance has moved on. */
  async #store(id: string, before: Instance, event: PositionedEvent, step: SagaStep<object>): Promise<Instance | undefined> {
    // An event that is taken in again stands before others that were taken in already.
    const position = laterPosition(before.position, event.position) ?? event.position;
    const data: SagaAdvanced['data'] = {
      saga: this.#saga.name,
      instance: id,
      eventId: event.id,
      position: formatPosition(position),
      event: referenceTo(event),
      correlationId: event.metadata.$correlationId,
      ...step,
    };
    try {
      await this.#journal.storeStep(data, before.revision, event);
    } catch (error) {
      if (error instanceof WrongRevisionError) return undefined;
      throw error;
    }
    await this.#commands.giveAll(data);
    return { state: step.state, revision: before.revision + 1n, position };
  }

  /**
   * Whoever stored the last step may have died before it gave the commands. Of a step that the position has passed, they were given: they are
   * not given again, which would be months later for an instance that seldom moves.
   */
  async #read(id: string): Promise<Instance> {
    const last = await this.#journal.lastStep(id);
    const position = last && parsePosition(last.data.position);
    if (last && !isAtLeast(this.#position, position)) await this.#commands.giveAll(last.data);
    return { state: last?.data.state ?? this.#saga.initialState, revision: last?.revision ?? NO_EVENTS, position };
  }

  async #parkEvent(instance: string, event: PositionedEvent, { code, message }: NotUnderstood): Promise<void> {
    const place = { ...referenceTo(event), position: formatPosition(event.position) };
    const parked = { saga: this.#saga.name, instance, eventId: event.id, event: place, command: null, code, message };
    await this.#commands.park(parked, contextAfter(event, this.#journal.actor, 'event'));
  }

  async #pass(position: Position): Promise<void> {
    this.#position = laterPosition(this.#position, position);
    if (++this.#sinceCheckpoint >= CHECKPOINT_EVERY) await this.#storeCheckpoint();
  }

  async #storeCheckpoint(): Promise<void> {
    if (!this.#position) return;
    await this.#journal.storeCheckpoint(this.#position);
    this.#sinceCheckpoint = 0;
  }
}

function remember(instances: Map<string, Instance>, id: string, instance: Instance): void {
  if (instances.size >= REMEMBERED_INSTANCES) instances.clear();
  instances.set(id, instance);
}

function refusalOf({ code, message }: NotUnderstood): SagaRefusal {
  return { code, message };
}
