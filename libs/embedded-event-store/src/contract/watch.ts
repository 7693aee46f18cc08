import type { AllStreamSubscription, ResolvedEvent, StreamSubscription } from '@eventstore/db-client';
import { Conditions } from './conditions.ts';
import { numberOf } from './numbered-events.ts';

type Signal = 'confirmation' | 'caughtUp' | 'fellBehind';

/** Everything that a subscription delivers, in order, and a way to wait for it. */
export class Watch {
  readonly events: ResolvedEvent[] = [];
  /** Signals, and the numbers of the events between them. */
  readonly story: (Signal | number | undefined)[] = [];
  error: unknown;
  readonly #subscription: StreamSubscription | AllStreamSubscription;
  readonly #moments = new Set<Signal | number | undefined>();
  readonly #conditions = new Conditions();

  constructor(subscription: StreamSubscription | AllStreamSubscription) {
    this.#subscription = subscription;
    for (const signal of ['confirmation', 'caughtUp', 'fellBehind'] as const) {
      subscription.on(signal, () => {
        this.#record(signal);
      });
    }
    subscription.on('data', (event: ResolvedEvent) => {
      this.events.push(event);
      this.#record(numberOf(event));
    });
    subscription.on('error', (error: unknown) => {
      this.error = error;
      this.#conditions.check();
    });
  }

  get numbers(): (number | undefined)[] {
    return this.events.map(numberOf);
  }

  async until(condition: (watch: this) => boolean): Promise<this> {
    await this.#conditions.until(() => condition(this));
    return this;
  }

  /** Waits until the subscription has delivered this number. */
  untilNumber(n: number): Promise<this> {
    return this.until(() => this.#moments.has(n));
  }

  untilCaughtUp(): Promise<this> {
    return this.until(() => this.#moments.has('caughtUp'));
  }

  async stop(): Promise<this> {
    await this.#subscription.unsubscribe();
    return this;
  }

  #record(moment: Signal | number | undefined): void {
    this.story.push(moment);
    this.#moments.add(moment);
    this.#conditions.check();
  }
}
