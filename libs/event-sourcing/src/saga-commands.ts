import { backoff } from './backoff.ts';
import type { CommandContext } from './command.ts';
import { deterministicId } from './deterministic-id.ts';
import { DomainError } from './errors.ts';
import type { SagaAdvanced, SagaCommandParked } from './saga-events.ts';
import type { SagaJournal } from './saga-journal.ts';
import { passesByItself, refusalFrom, restAfter, type SagaRefusal } from './saga-refusal.ts';
import type { SagaCommand } from './saga.ts';

export interface SagaCommandsOptions {
  /** Gives a command. May be called again with the same command id: the command must then do nothing new. */
  readonly dispatch: (command: SagaCommand, context: CommandContext) => Promise<void>;
  /** How often a command is tried that fails for no known reason, before it is parked: 20, over about a minute. */
  readonly attempts?: number;
  readonly onInterruption?: (saga: string, error: unknown) => void;
  /** Hears of everything that is parked; may hear of it again after a restart. */
  readonly onParked?: (parked: SagaCommandParked['data']) => void;
}

const ATTEMPTS = 20;

/** Gives the commands of a saga's steps, in order. Resolves when each was either carried out or parked. */
export class SagaCommands {
  readonly #saga: string;
  readonly #journal: SagaJournal;
  readonly #options: SagaCommandsOptions;
  readonly #signal: AbortSignal;

  constructor(saga: string, journal: SagaJournal, options: SagaCommandsOptions, signal: AbortSignal) {
    this.#saga = saga;
    this.#journal = journal;
    this.#options = options;
    this.#signal = signal;
  }

  /** The ids of the commands follow from the step. Throws when the signal aborts in between, or when parking failed. */
  async giveAll(step: SagaAdvanced['data']): Promise<void> {
    for (const [index, command] of step.commands.entries()) {
      const commandId = deterministicId(step.eventId, this.#saga, index);
      const context = { commandId, actor: this.#journal.actor, correlationId: step.correlationId, causationId: step.eventId };
      const refusal = await this.#give(command, context);
      if (refusal) await this.park({ ...parkedFrom(step), command, ...refusal }, context);
    }
  }

  async park(parked: SagaCommandParked['data'], context: CommandContext): Promise<void> {
    await this.#journal.park(parked, context);
    this.#options.onParked?.(parked);
  }

  /** Answers why the command is not to be tried again; undefined when it was carried out. */
  async #give(command: SagaCommand, context: CommandContext): Promise<SagaRefusal | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#options.dispatch(command, context);
        return undefined;
      } catch (error) {
        const isLast = attempt >= (this.#options.attempts ?? ATTEMPTS);
        if (!passesByItself(error) && (error instanceof DomainError || isLast)) return refusalFrom(error);
        this.#signal.throwIfAborted();
        this.#options.onInterruption?.(this.#saga, error);
        await backoff(attempt, this.#signal, restAfter(error));
      }
    }
  }
}

function parkedFrom({ saga, instance, eventId, event, position }: SagaAdvanced['data']) {
  return { saga, instance, eventId, ...(event && { event: { ...event, position } }) };
}
