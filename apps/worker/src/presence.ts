import { deterministicId, metadataOf, NO_EVENTS, WrongRevisionError } from '@holdfast/event-sourcing';
import { worker } from '@holdfast/runs';
import { workerStream } from '@holdfast/runs/contracts';
import { CLAIM_MS } from './claims.ts';
import { stepContext, type WorkerEnvironment } from './worker-environment.ts';

/** One would do. */
const EVENTS_KEPT = 5;

/**
 * Says again and again that the worker is there while it has work in hand: one event for all of its work, however much that is and however
 * long it takes. When it stops saying so, others take its work over.
 */
export class Presence {
  readonly #environment: WorkerEnvironment;
  readonly #isBusy: () => boolean;
  readonly #onTrouble: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #isShort = false;

  constructor(environment: WorkerEnvironment, isBusy: () => boolean, onTrouble: (error: unknown) => void) {
    this.#environment = environment;
    this.#isBusy = isBusy;
    this.#onTrouble = onTrouble;
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (this.#isBusy()) this.say().catch(this.#onTrouble);
    }, CLAIM_MS / 3);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async say(): Promise<void> {
    const { workerId, repository, clock } = this.#environment;
    const until = clock().getTime() + CLAIM_MS;
    const context = stepContext(this.#environment, workerId);
    const { events } = await repository.decide(worker, workerStream(workerId), { type: 'SeeWorker', workerId, until }, context);
    if (events.length > 0) await this.#forgetTheOld();
  }

  /** Lets the server forget all but the last ones, once: unless something was ever set for the stream. */
  async #forgetTheOld(): Promise<void> {
    if (this.#isShort) return;
    const { workerId, eventStore, clock } = this.#environment;
    const id = deterministicId(workerId, 'events kept', EVENTS_KEPT);
    const limit = { id, event: { type: '$metadata', data: { $maxCount: EVENTS_KEPT } } };
    const metadata = metadataOf(stepContext(this.#environment, workerId), clock());
    try {
      await eventStore.append(`$$${workerStream(workerId)}`, NO_EVENTS, [{ ...limit, metadata }]);
    } catch (error) {
      if (!(error instanceof WrongRevisionError)) throw error;
    }
    this.#isShort = true;
  }
}
