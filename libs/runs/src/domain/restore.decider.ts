import type { Decider } from '@holdfast/event-sourcing';
import { restoreEvents, type DirectoryTarget, type RestoreEvent, type RestoreCompleted } from '../contracts/restore.events.ts';
import { mayBeAssigned, type Assignment, type LostWorker } from './assignment.ts';
import { RestoreNotFoundError } from './run.errors.ts';
import { causeOf, givenUpBecause, stallsAfter, type HandBack } from './stalled-work.ts';

export type RestoreState =
  | { readonly status: 'none' }
  | {
      readonly status: 'open' | 'ended';
      readonly snapshotId: string;
      readonly manifestDigest: string;
      readonly target: DirectoryTarget;
      readonly assignment: Assignment | null;
      readonly attempts: number;
      /** How often it stopped getting on. */
      readonly stalls: number;
    };

/** Times are milliseconds since 1970. */
export type RestoreCommand = { readonly restoreId: string; readonly now: number } & (
  | { readonly type: 'RequestRestore'; readonly snapshotId: string; readonly manifestDigest: string; readonly target: DirectoryTarget }
  | { readonly type: 'AssignRestore'; readonly workerId: string; readonly until: number; readonly from?: LostWorker | null }
  | ({ readonly type: 'HandBackRestore' } & HandBack)
  | { readonly type: 'CompleteRestore'; readonly outcome: Pick<RestoreCompleted['data'], 'restored' | 'notRestored'> }
  | { readonly type: 'FailRestore'; readonly code: string; readonly reason: string }
);

/** One restore of one snapshot. */
export const restore: Decider<RestoreState, RestoreCommand, RestoreEvent> = {
  initialState: { status: 'none' },

  decide(command, state) {
    const { restoreId, now } = command;
    if (command.type === 'RequestRestore') {
      const { snapshotId, manifestDigest, target } = command;
      const requestedAt = time(now);
      return state.status === 'none'
        ? [{ type: 'RestoreRequested', data: { restoreId, snapshotId, manifestDigest, target, requestedAt } }]
        : [];
    }
    if (state.status === 'none') throw new RestoreNotFoundError(restoreId);
    if (state.status === 'ended') return [];
    switch (command.type) {
      case 'AssignRestore': {
        const { workerId, until } = command;
        if (!mayBeAssigned(state.assignment, command)) return [];
        return [{ type: 'RestoreAssigned', data: { restoreId, workerId, attempt: state.attempts + 1, until: time(until) } }];
      }
      case 'HandBackRestore': {
        const { workerId } = command;
        if (state.assignment?.workerId !== workerId) return [];
        const reason = givenUpBecause(command, state.stalls);
        if (reason !== null) return [{ type: 'RestoreFailed', data: { restoreId, code: 'NO_PROGRESS', reason, endedAt: time(now) } }];
        return [{ type: 'RestoreHandedBack', data: { restoreId, workerId, ...causeOf(command) } }];
      }
      case 'CompleteRestore':
        return [{ type: 'RestoreCompleted', data: { restoreId, ...command.outcome, endedAt: time(now) } }];
      case 'FailRestore':
        return [{ type: 'RestoreFailed', data: { restoreId, code: command.code, reason: command.reason, endedAt: time(now) } }];
    }
  },

  evolve(state, event) {
    if (event.type === 'RestoreRequested') {
      const { snapshotId, manifestDigest, target } = event.data;
      return { status: 'open', snapshotId, manifestDigest, target, assignment: null, attempts: 0, stalls: 0 };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'RestoreAssigned': {
        const { workerId, attempt, until } = event.data;
        return { ...state, assignment: { workerId, until: Date.parse(until) }, attempts: attempt };
      }
      case 'RestoreHandedBack':
        return { ...state, assignment: null, stalls: stallsAfter(state.stalls, event.data) };
      case 'RestoreCompleted':
      case 'RestoreFailed':
        return { ...state, status: 'ended', assignment: null };
      default:
        return event satisfies never;
    }
  },

  events: restoreEvents,
};

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
