import type { PersistentSubscriptionToAll } from '@eventstore/db-client';
import { backoff } from './backoff.ts';
import type { ConsumerGroup, Delivery } from './consumer-group.ts';
import { settlementOf, type Outcome, type Settlement } from './consumer-settlement.ts';
import type { PositionedEvent } from './event.ts';

export interface ConsumerOptions {
  readonly group: ConsumerGroup;
  /**
   * The work. The event may come again, to this consumer or to another, and in any order: done twice, the work must have the effect of once.
   * The signal aborts shortly before the server gives the event to somebody else: work that needs longer must stop and throw, or protect
   * itself by a claim.
   */
  readonly handle: (event: PositionedEvent, signal: AbortSignal) => Promise<void>;
  /** How many events are worked on at once: 10. */
  readonly atOnce?: number;
  /** How often work is tried that fails for no known reason, before its event is parked: 20. */
  readonly attempts?: number;
  /** Hears of every interruption. The consumer goes on by itself. */
  readonly onInterruption?: (error: unknown) => void;
  readonly onParked?: (event: PositionedEvent, reason: string) => void;
  /** Hears of work that was told to stop because its time is up. */
  readonly onOverdue?: (event: PositionedEvent) => void;
}

const AT_ONCE = 10;
const ATTEMPTS = 20;
/** The share of its time after which work is told to stop. */
const SHARE_OF_TIME = 0.9;

/**
 * Works on the events of a group together with all its other consumers. An event is acknowledged after the work, so none is lost when a
 * process dies: it comes again. Goes on through every outage.
 */
export class Consumer {
  readonly #options: ConsumerOptions;
  readonly #stop = new AbortController();
  /** Work under way, by the event's id: an event that comes again meanwhile waits for the same work. */
  readonly #work = new Map<string, Promise<Outcome>>();
  readonly #inHand = new Set<Promise<void>>();
  #isMade = false;
  #consuming: Promise<void> = Promise.resolve();

  constructor(options: ConsumerOptions) {
    this.#options = options;
  }

  /** Resolves when the group delivers, or when it is stopped before; waits for an event store that cannot be reached yet. */
  async start(): Promise<void> {
    const connected = Promise.withResolvers<void>();
    this.#consuming = this.#goOn(connected.resolve);
    await Promise.race([connected.promise, this.#consuming]);
  }

  /** Takes nothing more, finishes and settles the work in hand; what waits goes to the other consumers. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#consuming;
  }

  async #goOn(onConnected: () => void): Promise<void> {
    const { signal } = this.#stop;
    const stopped = () => signal.aborted;
    for (let failures = 0; !stopped();) {
      const onProgress = () => {
        failures = 0;
        onConnected();
      };
      try {
        await this.#makeGroup();
        await this.#consume(onProgress);
      } catch (error) {
        if (!stopped()) this.#options.onInterruption?.(error);
      }
      await backoff(Math.min(failures++, 10), signal).catch(() => undefined);
    }
    await Promise.all(this.#inHand);
  }

  /** Later on only when it is gone: two versions that want other times would change it for ever. */
  async #makeGroup(): Promise<void> {
    const { group } = this.#options;
    await (this.#isMade ? group.make() : group.makeAsDefined());
    this.#isMade = true;
  }

  async #consume(onProgress: () => void): Promise<void> {
    const { signal } = this.#stop;
    const stopped = () => signal.aborted;
    if (stopped()) return;
    const { group, atOnce = AT_ONCE } = this.#options;
    const subscription = group.subscribe(atOnce);
    const ended = Promise.withResolvers<void>();
    const end = () => {
      ended.resolve();
    };
    signal.addEventListener('abort', end, { once: true });
    this.#listen(subscription, onProgress, ended);
    try {
      await ended.promise;
      if (!stopped()) throw new Error('the server ended the subscription');
      await this.#finish(subscription);
    } finally {
      signal.removeEventListener('abort', end);
      await subscription.unsubscribe().catch(() => undefined);
      subscription.destroy();
    }
  }

  /** The listeners stay: an error that comes after the end and meets none would end the process. */
  #listen(subscription: PersistentSubscriptionToAll, onProgress: () => void, ended: PromiseWithResolvers<void>): void {
    subscription.on('confirmation', onProgress);
    subscription.on('error', ended.reject);
    subscription.on('end', ended.resolve);
    subscription.on('close', ended.resolve);
    subscription.on('data', (message) => {
      const delivery = this.#options.group.deliveryOf(message, subscription);
      if (!delivery) void subscription.ack(message).catch(() => undefined);
      else if (!this.#stop.signal.aborted) this.#take(delivery);
    });
  }

  #take(delivery: Delivery): void {
    const settled = this.#settle(delivery).finally(() => this.#inHand.delete(settled));
    this.#inHand.add(settled);
  }

  async #settle(delivery: Delivery): Promise<void> {
    const outcome = await this.#outcomeOf(delivery.event);
    const settlement = settlementOf(outcome, delivery.retries, this.#options.attempts ?? ATTEMPTS);
    // The server would deliver it again at once.
    if (settlement.action === 'retry') await backoff(Math.min(delivery.retries, 10), this.#stop.signal).catch(() => undefined);
    await tell(delivery, settlement).catch(() => undefined); // on a connection that is gone: the event comes again
    if (settlement.action === 'park') this.#options.onParked?.(delivery.event, settlement.reason);
  }

  #outcomeOf(event: PositionedEvent): Promise<Outcome> {
    const underWay = this.#work.get(event.id);
    if (underWay) return underWay;
    const work = this.#handle(event).finally(() => this.#work.delete(event.id));
    this.#work.set(event.id, work);
    return work;
  }

  async #handle(event: PositionedEvent): Promise<Outcome> {
    const { group, handle, onOverdue } = this.#options;
    const time = new AbortController();
    const timer = setTimeout(() => {
      time.abort();
      onOverdue?.(event);
    }, group.definition.workWithin * SHARE_OF_TIME);
    try {
      await handle(event, time.signal);
      return { done: true };
    } catch (error) {
      return { done: false, error };
    } finally {
      clearTimeout(timer);
    }
  }

  /** What was told has no answer: an answer to something else on the same connection shows that it has arrived. */
  async #finish(subscription: PersistentSubscriptionToAll): Promise<void> {
    subscription.pause();
    await Promise.all(this.#inHand);
    await this.#options.group.parked().catch(() => undefined);
  }
}

async function tell(delivery: Delivery, settlement: Settlement): Promise<void> {
  if (settlement.action === 'ack') await delivery.ack();
  else await delivery.nack(settlement.action, settlement.reason);
}
