import type { Clock } from './clock.ts';
import { contextAfter } from './command.ts';
import { WrongRevisionError } from './errors.ts';
import { NO_EVENTS, type EventStore } from './event-store.ts';
import type { PositionedEvent } from './event.ts';
import { follow } from './follow.ts';
import { formatPosition, isAtLeast, laterPosition, parsePosition, type Position } from './position.ts';
import { SagaCommands, type SagaCommandsOptions } from './saga-commands.ts';
import type { SagaAdvanced } from './saga-events.ts';
import { SagaJournal } from './saga-journal.ts';
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
  readonly #instances = new Map<string, Instance>();
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
   * Begins behind the stored checkpoint. Resolves when everything stored at that time was taken in, or when it is stopped before; waits for an
   * event store that cannot be reached yet.
   */
  async start(): Promise<void> {
    const caughtUp = Promise.withResolvers<void>();
    this.#following = follow(this.#options.eventStore, {
      prefixes: this.#saga.streams,
      position: async () => (this.#position ??= await this.#journal.checkpoint()),
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

  async #takeInAll(events: readonly PositionedEvent[]): Promise<void> {
    for (const event of events) {
      this.#stop.signal.throwIfAborted();
      await this.#takeIn(event);
      await this.#pass(event.position);
    }
  }

  /** A saga that cannot understand an event must not stand still before it: the event is parked, the saga goes on. */
  async #takeIn(event: PositionedEvent): Promise<void> {
    const instance = understand(() => this.#saga.instanceOf(event));
    if (instance instanceof NotUnderstood) await this.#parkEvent('', event, instance);
    else if (instance !== null) await this.#advance(instance, event);
  }

  /** A step that another runner stored in between counts: it is read, and its commands are given. */
  async #advance(id: string, event: PositionedEvent): Promise<void> {
    for (;;) {
      const instance = await this.#instance(id);
      if (isAtLeast(instance.position, event.position)) return;
      const step = understand(() => asStored(this.#saga.react(instance.state, event)));
      if (step instanceof NotUnderstood) {
        await this.#parkEvent(id, event, step);
        return;
      }
      if (step.commands.length === 0 && isSame(step.state, instance.state)) return;
      try {
        await this.#store(id, instance.revision, event, step);
        return;
      } catch (error) {
        if (!(error instanceof WrongRevisionError)) throw error;
      }
    }
  }

  async #store(id: string, revision: bigint, event: PositionedEvent, { state, commands }: SagaStep<object>): Promise<void> {
    const data: SagaAdvanced['data'] = {
      saga: this.#saga.name,
      instance: id,
      eventId: event.id,
      position: formatPosition(event.position),
      correlationId: event.metadata.$correlationId,
      state,
      commands,
    };
    this.#instances.delete(id);
    await this.#journal.storeStep(data, revision, event);
    await this.#commands.giveAll(data);
    this.#remember(id, { state, revision: revision + 1n, position: event.position });
  }

  /**
   * Whoever stored the last step may have died before it gave the commands. Of a step that the position has passed, they were given: they are
   * not given again, which would be months later for an instance that seldom moves.
   */
  async #instance(id: string): Promise<Instance> {
    const remembered = this.#instances.get(id);
    if (remembered) return remembered;
    const last = await this.#journal.lastStep(id);
    const position = last && parsePosition(last.data.position);
    if (last && !isAtLeast(this.#position, position)) await this.#commands.giveAll(last.data);
    const instance = { state: last?.data.state ?? this.#saga.initialState, revision: last?.revision ?? NO_EVENTS, position };
    this.#remember(id, instance);
    return instance;
  }

  #remember(id: string, instance: Instance): void {
    if (this.#instances.size >= REMEMBERED_INSTANCES) this.#instances.clear();
    this.#instances.set(id, instance);
  }

  async #parkEvent(instance: string, event: PositionedEvent, { message }: NotUnderstood): Promise<void> {
    const parked = { saga: this.#saga.name, instance, eventId: event.id, command: null, code: 'EVENT_NOT_UNDERSTOOD', message };
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

class NotUnderstood {
  constructor(readonly message: string) {}
}

function understand<T>(read: () => T): T | NotUnderstood {
  try {
    return read();
  } catch (error) {
    return new NotUnderstood(error instanceof Error ? error.message : String(error));
  }
}

/** The step as it will be read back: what is given now and what is given after a crash are the same. Throws for what is not JSON. */
function asStored(step: SagaStep<object>): SagaStep<object> {
  return JSON.parse(JSON.stringify(step)) as SagaStep<object>;
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
