import { once } from 'node:events';
import { END, type AllStreamSubscription, type EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { inRounds, median } from '../measure.ts';
import { type Measurement, nextTo } from '../measurement.ts';
import { GRPC_ALONE, type Laboratory } from './laboratory.ts';
import type { Sizes } from './sizes.ts';
import { tasksAssigned } from './task-events.ts';

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
  const arrivals = new Arrivals(subscription);
  await once(subscription, 'confirmation');
  try {
    const times: number[] = [];
    while (times.length < count) times.push(await appendAndArrive(client, arrivals));
    return median(times);
  } finally {
    await subscription.unsubscribe();
  }
}

let streams = 0;

/** Answers the milliseconds to the event's arrival. The answer to the append, which may come later, is waited for as well. */
async function appendAndArrive(client: EventStoreDBClient, arrivals: Arrivals): Promise<number> {
  const events = tasksAssigned(1).map((event) => jsonEvent(event));
  const begin = performance.now();
  const arrived = arrivals.next().then(() => performance.now() - begin);
  const [time] = await Promise.all([arrived, client.appendToStream(`delivered-${++streams}`, events, { expectedRevision: NO_STREAM })]);
  return time;
}

/** Waits for the events of a subscription, one at a time. */
class Arrivals {
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
