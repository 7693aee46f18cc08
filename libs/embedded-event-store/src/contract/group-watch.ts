import type { PersistentSubscriptionToAll, PersistentSubscriptionToStream, ResolvedEvent } from '@eventstore/db-client';
import { Conditions } from './conditions.ts';
import { numberOf } from './numbered-events.ts';

export type GroupSubscription = PersistentSubscriptionToStream | PersistentSubscriptionToAll;
export type Delivery = ResolvedEvent & { readonly retryCount: number };
export type Handle = (delivery: Delivery, subscription: GroupSubscription) => unknown;

export const acknowledge: Handle = (delivery, subscription) => subscription.ack(delivery);

/** A consumer that takes messages and never says a word about them. */
export const keep: Handle = () => undefined;

/** A consumer of a group that notes what it gets, in order, and does with it what the test says. */
export class GroupWatch {
  readonly deliveries: Delivery[] = [];
  error: unknown;
  readonly #subscription: GroupSubscription;
  readonly #conditions = new Conditions();
  #isConfirmed = false;

  constructor(subscription: GroupSubscription, handle: Handle = acknowledge) {
    this.#subscription = subscription;
    subscription.on('confirmation', () => {
      this.#isConfirmed = true;
      this.#conditions.check();
    });
    subscription.on('data', (delivery: Delivery) => {
      this.deliveries.push(delivery);
      handle(delivery, subscription);
      this.#conditions.check();
    });
    subscription.on('error', (error: unknown) => {
      this.error = error;
      this.#conditions.check();
    });
  }

  get numbers(): (number | undefined)[] {
    return this.deliveries.map(numberOf);
  }

  /** Asks again whenever this consumer gets something. */
  async until(condition: () => boolean): Promise<this> {
    await this.#conditions.until(condition);
    return this;
  }

  async untilConfirmed(): Promise<this> {
    await this.#conditions.until(() => this.#isConfirmed);
    return this;
  }

  async untilCount(count: number): Promise<this> {
    await this.#conditions.until(() => this.deliveries.length >= count);
    return this;
  }

  async untilError(): Promise<unknown> {
    await this.#conditions.until(() => this.error !== undefined);
    return this.error;
  }

  async stop(): Promise<this> {
    await this.#subscription.unsubscribe();
    return this;
  }
}
