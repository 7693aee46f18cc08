import type { Decider } from '@holdfast/event-sourcing';
import { workerEvents, type WorkerEvent } from '../contracts/worker.events.ts';

/** Until when the worker is known to be there, in milliseconds since 1970; 0 when it never said so. */
export interface WorkerState {
  readonly seenUntil: number;
}

export interface SeeWorker {
  readonly type: 'SeeWorker';
  readonly workerId: string;
  readonly until: number;
}

/** A worker that has work in hand says so again and again: that holds all of its work at once. Each event says it all. */
export const worker: Decider<WorkerState, SeeWorker, WorkerEvent> = {
  initialState: { seenUntil: 0 },
  decide: ({ workerId, until }, { seenUntil }) =>
    until <= seenUntil ? [] : [{ type: 'WorkerSeen', data: { workerId, until: new Date(until).toISOString() } }],
  evolve: (_, { data }) => ({ seenUntil: Date.parse(data.until) }),
  events: workerEvents,
  opensBooks: () => true,
};
