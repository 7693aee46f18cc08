import { once } from 'node:events';
import { END, type AllStreamSubscription, type EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { inRounds, medianMilliseconds } from '../measure.ts';
import { type Measurement, nextTo } from '../measurement.ts';
import { GRPC_ALONE, type Laboratory } from './laboratory.ts';
import type { Sizes } from './sizes.ts';
import { METADATA, taskEvent } from './task-events.ts';

/** How long an event takes from its append to a subscriber that has caught up. */
export async function measureDelivering({ ours, grpcAlone }: Laboratory, sizes: Sizes): Promise<Measurement[]> {
  const { rounds, eventsDelivered } = sizes;
  const results = await inRounds(rounds, {
    ours: () => deliver(ours, eventsDelivered),
    grpcAlone: () => deliver(grpcAlone, eventsDelivered),
  });
  const beside = { what: GRPC_ALONE, values: results.grpcAlone };
  return [nextTo({ measure: 'append to subscriber', unit: 'ms', ours: results.ours, beside, limitedBy: 'two messages and the fsync' })];
}

async function deliver(client: EventStoreDBClient, count: number): Promise<number> {
  const subscription = client.subscribeToAll({ fromPosition: END });
  const confirmed = once(subscription, 'confirmation');
  const arrivals = new Arrivals(subscription);
  await confirmed;
  try {
    return await medianMilliseconds(count, () => appendAndArrive(client, arrivals));
  } finally {
    await arrivals.answered;
    await subscription.unsubscribe();
  }
}

let streams = 0;

/** The append's own answer may come later than the event; the next append waits for it all the same. */
async function appendAndArrive(client: EventStoreDBClient, arrivals: Arrivals): Promise<void> {
  await arrivals.answered;
  const arrived = arrivals.next();
  const event = jsonEvent({ ...taskEvent(1, 1), metadata: METADATA });
  arrivals.answered = client.appendToStream(`delivered-${++streams}`, event, { expectedRevision: NO_STREAM });
  await arrived;
}

/** Waits for the events of a subscription, one at a time. */
class Arrivals {
  answered: Promise<unknown> = Promise.resolve();
  #arrive: () => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(subscription: AllStreamSubscription) {
    subscription.on('data', () => {
      this.#arrive();
    });
    subscription.on('error', (error) => {
      this.#fail(error);
    });
  }

  next(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#arrive = resolve;
      this.#fail = reject;
    });
  }
}
