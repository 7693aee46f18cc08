import type { Clock } from './clock.ts';
import type { CommandContext } from './command.ts';
import { DeciderRepository } from './decider-repository.ts';
import type { EventStore } from './event-store.ts';
import type { PositionedEvent, RecordedEvent } from './event.ts';
import { parsePosition } from './position.ts';
import type { SagaCommandParked } from './saga-events.ts';
import { sagaParked, type SagaParkedCommand } from './saga-parked.decider.ts';
import { passesByItself, refusalFrom, type SagaRefusal } from './saga-refusal.ts';
import type { SagaRunner } from './saga-runner.ts';
import type { SagaCommand } from './saga.ts';

export interface SagaReplaysOptions {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  /** As for a {@link SagaRunner}. */
  readonly dispatch: (command: SagaCommand, context: CommandContext) => Promise<void>;
  /** The runners of this process, by the name of their saga. */
  readonly runners: ReadonlyMap<string, SagaRunner>;
}

/** One replay that was asked for: the stream of what is parked, and the number of the replay. */
export interface Replay {
  readonly stream: string;
  readonly replay: number;
}

const UNKNOWN_SAGA: SagaRefusal = { code: 'SAGA_UNKNOWN', message: 'This version has no saga of that name.' };
const UNKNOWN_EVENT: SagaRefusal = { code: 'EVENT_NOT_FOUND', message: 'The event cannot be read any more.' };

/**
 * Tries again what is parked: gives the very same command, with the id it always had, so that it takes effect at most once ever; or lets the
 * saga take the event in now, in the present state of its instance. The outcome is stored beside what was parked.
 */
export class SagaReplays {
  readonly #options: SagaReplaysOptions;
  readonly #repository: DeciderRepository;

  constructor(options: SagaReplaysOptions) {
    this.#options = options;
    this.#repository = new DeciderRepository(options.eventStore, options.clock);
  }

  /** May be called again, and by several processes at once. Throws what passes by itself, such as an outage: the outcome is then open. */
  async replay({ stream, replay }: Replay, context: CommandContext): Promise<void> {
    const parked = (await this.#readAt(stream, 0n)) as RecordedEvent<SagaCommandParked> | undefined;
    if (parked?.type !== 'SagaCommandParked') return;
    const { state } = await this.#repository.load(sagaParked, stream);
    if (state.status !== 'parked' || !state.isAsked || state.replay !== replay) {
      // Another process has done it: what this one remembers of the instance is old.
      this.#options.runners.get(parked.data.saga)?.forget();
      return;
    }
    const refusal = await this.#tryAgain(parked);
    const outcome: SagaParkedCommand = refusal ? { type: 'ReportRefused', replay, ...refusal } : { type: 'ReportReplayed', replay };
    await this.#repository.decide(sagaParked, stream, outcome, context);
  }

  #tryAgain(parked: RecordedEvent<SagaCommandParked>): Promise<SagaRefusal | undefined> {
    const { command } = parked.data;
    return command ? this.#giveAgain(command, parked) : this.#takeInAgain(parked.data);
  }

  /** Once is enough: whoever asked sees the refusal, and may ask again. */
  async #giveAgain(command: SagaCommand, { metadata }: RecordedEvent): Promise<SagaRefusal | undefined> {
    const { actor, commandId, $correlationId: correlationId, $causationId: causationId } = metadata;
    try {
      await this.#options.dispatch(command, { actor, commandId, correlationId, causationId });
      return undefined;
    } catch (error) {
      if (passesByItself(error)) throw error;
      return refusalFrom(error);
    }
  }

  async #takeInAgain({ saga, event: place }: SagaCommandParked['data']): Promise<SagaRefusal | undefined> {
    const runner = this.#options.runners.get(saga);
    if (!runner) return UNKNOWN_SAGA;
    const event = place && (await this.#readAt(place.stream, BigInt(place.revision)));
    if (!event) return UNKNOWN_EVENT;
    return runner.takeInAgain(positionedAt(event, place.position));
  }

  async #readAt(stream: string, revision: bigint): Promise<RecordedEvent | undefined> {
    for await (const event of this.#options.eventStore.readForwards(stream, revision)) return event;
    return undefined;
  }
}

/** Not a copy: the data of an event is read only when the saga looks at it, which then may fail to understand it. */
function positionedAt(event: RecordedEvent, position: string): PositionedEvent {
  return Object.assign(event, { position: parsePosition(position) });
}
