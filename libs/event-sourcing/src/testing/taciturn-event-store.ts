import type { AllStreamSubscription } from '@eventstore/db-client';
import { EventStore } from '../event-store.ts';

/** Keeps back the server's word of caught-up, as if the server were one that does not say it. */
export class TaciturnEventStore extends EventStore {
  override subscribe(options: Parameters<EventStore['subscribe']>[0]): AllStreamSubscription {
    const subscription = super.subscribe(options);
    const emit = subscription.emit.bind(subscription) as (name: string | symbol, ...values: unknown[]) => boolean;
    return Object.assign(subscription, {
      emit: (name: string | symbol, ...values: unknown[]) => name !== 'caughtUp' && emit(name, ...values),
    });
  }
}
