import { backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import { contextAfter, type CommandContext } from './command.ts';
import { deterministicId } from './deterministic-id.ts';
import { DomainError, WrongRevisionError } from './errors.ts';
import { NO_EVENTS, type EventStore } from './event-store.ts';
import type { DomainEvent, EventMetadata, PositionedEvent } from './event.ts';
import { follow } from './follow.ts';
import { comparePositions, formatPosition, parsePosition, type Position } from './position.ts';
import type { SagaAdvanced, SagaCheckpointReached, SagaCommandParked } from './saga-events.ts';
import type { Saga, SagaCommand, SagaStep } from './saga.ts';
import { streamName } from './stream-name.ts';

export interface SagaRunnerOptions {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  /** Gives a command. May be called again with the same command id: the command must then do nothing new. */
  readonly dispatch: (command: SagaCommand, context: CommandContext) => Promise<void>;
  readonly onInterruption?: (saga: string, error: unknown) => void;
  readonly onParked?: (parked: SagaCommandParked['data']) => void;
}

interface Instance {
  state: object;
  revision: bigint;
  position: Position | undefined;
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
  readonly #instances = new Map<string, Instance>();
  #position: Position | undefined;
  #sinceCheckpoint = 0;
  #following: Promise<void> = Promise.resolve();

  constructor(saga: Saga, options: SagaRunnerOptions) {
    this.#saga = saga;
    this.#options = options;
  }

  /** Begins behind the stored checkpoint. Resolves when everything stored at that time was taken in. */
  async start(): Promise<void> {
    await this.#readCheckpoint();
    const caughtUp = Promise.withResolvers<void>();
    this.#following = follow(this.#options.eventStore, {
      prefixes: this.#saga.streams,
      position: () => this.#position,
      onEvent: (event) => this.#takeIn(event),
      onCaughtUp: caughtUp.resolve,
      onInterruption: (error) => this.#options.onInterruption?.(this.#saga.name, error),
      signal: this.#stop.signal,
    });
    await caughtUp.promise;
  }

  /** Ends after the event in hand. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#following;
    if (this.#sinceCheckpoint > 0) await this.#storeCheckpoint().catch(() => undefined);
  }

  async #takeIn(event: PositionedEvent): Promise<void> {
    const instance = this.#saga.instanceOf(event);
    if (instance !== null) await this.#advance(instance, event);
    this.#position = event.position;
    if (++this.#sinceCheckpoint >= CHECKPOINT_EVERY) await this.#storeCheckpoint();
  }

  async #advance(id: string, event: PositionedEvent): Promise<void> {
    for (;;) {
      const instance = await this.#instance(id);
      if (instance.position && comparePositions(instance.position, event.position) >= 0) return;
      const step = this.#react(instance.state, event);
      if (step instanceof Error) {
        await this.#parkEvent(id, event, step);
        return;
      }
      const advanced = this.#advanced(id, event, step.state, step.commands);
      try {
        if (step.commands.length > 0 || step.state !== instance.state) await this.#append(id, instance, advanced, event);
        await this.#giveAll(advanced.data);
        return;
      } catch (error) {
        this.#instances.delete(id);
        if (!(error instanceof WrongRevisionError)) throw error;
      }
    }
  }

  #react(state: object, event: PositionedEvent): SagaStep<object> | Error {
    try {
      return this.#saga.react(state, event);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async #instance(id: string): Promise<Instance> {
    const remembered = this.#instances.get(id);
    if (remembered) return remembered;
    const last = (await this.#options.eventStore.readLast(this.#stream(id))) as (SagaAdvanced & { revision: bigint }) | undefined;
    const instance: Instance = {
      state: last?.data.state ?? this.#saga.initialState,
      revision: last?.revision ?? NO_EVENTS,
      position: last && parsePosition(last.data.position),
    };
    if (this.#instances.size >= REMEMBERED_INSTANCES) this.#instances.clear();
    this.#instances.set(id, instance);
    // The one that stored this step may have died before it gave the commands.
    if (last) await this.#giveAll(last.data);
    return instance;
  }

  #advanced(instance: string, event: PositionedEvent, state: object, commands: readonly SagaCommand[]): SagaAdvanced {
    return {
      type: 'SagaAdvanced',
      data: {
        saga: this.#saga.name,
        instance,
        eventId: event.id,
        position: formatPosition(event.position),
        correlationId: event.metadata.$correlationId,
        state,
        commands,
      },
    };
  }

  async #append(id: string, instance: Instance, advanced: SagaAdvanced, event: PositionedEvent): Promise<void> {
    const context = contextAfter(event, this.#actor());
    await this.#options.eventStore.append(this.#stream(id), instance.revision, [
      { id: deterministicId(event.id, this.#saga.name, 'advanced'), event: advanced, metadata: this.#metadata(context) },
    ]);
    instance.revision += 1n;
    instance.position = event.position;
    instance.state = advanced.data.state;
  }

  async #giveAll(step: SagaAdvanced['data']): Promise<void> {
    for (const [index, command] of step.commands.entries()) await this.#give(step, index, command);
  }

  async #give(step: SagaAdvanced['data'], index: number, command: SagaCommand): Promise<void> {
    const context: CommandContext = {
      commandId: deterministicId(step.eventId, this.#saga.name, index),
      actor: this.#actor(),
      correlationId: step.correlationId,
      causationId: step.eventId,
    };
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#options.dispatch(command, context);
        return;
      } catch (error) {
        if (error instanceof DomainError) {
          await this.#park(step, command, error, context);
          return;
        }
        if (this.#stop.signal.aborted) throw error;
        this.#options.onInterruption?.(this.#saga.name, error);
        await backoff(attempt, this.#stop.signal);
      }
    }
  }

  async #park(
    step: Pick<SagaAdvanced['data'], 'saga' | 'instance' | 'eventId'>,
    command: SagaCommand | null,
    { code, message }: { readonly code: string; readonly message: string },
    context: CommandContext,
  ): Promise<void> {
    const { saga, instance, eventId } = step;
    const event: SagaCommandParked = { type: 'SagaCommandParked', data: { saga, instance, eventId, command, code, message } };
    await this.#appendAtEnd(streamName('sagaParked', saga), deterministicId(context.commandId, 'parked'), event, context);
    this.#options.onParked?.(event.data);
  }

  /** A saga that cannot understand an event must not stand still before it: the event is parked, the saga goes on. */
  async #parkEvent(instance: string, event: PositionedEvent, error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    const step = { saga: this.#saga.name, instance, eventId: event.id };
    await this.#park(step, null, { code: 'EVENT_NOT_UNDERSTOOD', message }, contextAfter(event, this.#actor(), 'event'));
  }

  async #storeCheckpoint(): Promise<void> {
    if (!this.#position) return;
    const event: SagaCheckpointReached = {
      type: 'SagaCheckpointReached',
      data: { saga: this.#saga.name, position: formatPosition(this.#position) },
    };
    const id = deterministicId(this.#saga.name, 'checkpoint', event.data.position);
    const context = { commandId: id, actor: this.#actor(), correlationId: id, causationId: id };
    await this.#appendAtEnd(this.#checkpointStream(), id, event, context);
    this.#sinceCheckpoint = 0;
  }

  async #readCheckpoint(): Promise<void> {
    const last = (await this.#options.eventStore.readLast(this.#checkpointStream())) as SagaCheckpointReached | undefined;
    if (last) this.#position = parsePosition(last.data.position);
  }

  async #appendAtEnd(stream: string, id: string, event: DomainEvent, context: CommandContext): Promise<void> {
    for (;;) {
      const last = await this.#options.eventStore.readLast(stream);
      if (last?.id === id) return;
      try {
        await this.#options.eventStore.append(stream, last?.revision ?? NO_EVENTS, [{ id, event, metadata: this.#metadata(context) }]);
        return;
      } catch (error) {
        if (!(error instanceof WrongRevisionError)) throw error;
      }
    }
  }

  #metadata(context: CommandContext): EventMetadata {
    return {
      actor: context.actor,
      at: this.#options.clock().toISOString(),
      commandId: context.commandId,
      $correlationId: context.correlationId,
      $causationId: context.causationId,
    };
  }

  #stream(instance: string): string {
    return streamName('saga', `${this.#saga.name}-${instance}`);
  }

  #checkpointStream(): string {
    return streamName('sagaCheckpoint', this.#saga.name);
  }

  #actor(): string {
    return `saga:${this.#saga.name}`;
  }
}
