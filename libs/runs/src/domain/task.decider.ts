import type { Decider } from '@holdfast/event-sourcing';
import {
  taskEvents,
  type AccountInUse,
  type RequestsPaid,
  type Checkpoint,
  type SwitchReason,
  type TaskCaptured,
  type TaskCredentialSwitched,
  type TaskEvent,
  type TaskPlanned,
} from '../contracts/task.events.ts';
import { mayBeAssigned, type Assignment, type LostWorker } from './assignment.ts';
import { TaskNotFoundError } from './run.errors.ts';
import { causeOf, givenUpBecause, stallsAfter, type HandBack } from './stalled-work.ts';

export type TaskState =
  | { readonly status: 'none' }
  | {
      readonly status: 'open' | 'ended';
      readonly plan: TaskPlanned['data'];
      readonly assignment: Assignment | null;
      readonly attempts: number;
      /** How often it stopped getting on. */
      readonly stalls: number;
      /** Whether there is a snapshot with all that the plan promises. */
      readonly isWhole: boolean;
      /** How far the task has come; null until that was first written down. */
      readonly checkpoint: Checkpoint | null;
      /** Leases that a switch has already moved: a lease is moved once. */
      readonly movedLeases: readonly string[];
    };

/** Times are milliseconds since 1970. */
export type TaskCommand = { readonly taskId: string; readonly now: number } & (
  | { readonly type: 'PlanTask'; readonly plan: TaskPlanned['data'] }
  | { readonly type: 'AssignTask'; readonly workerId: string; readonly until: number; readonly from?: LostWorker | null }
  | ({ readonly type: 'HandBackTask' } & HandBack)
  | { readonly type: 'RecordProgress'; readonly workerId: string; readonly checkpoint: Checkpoint }
  | {
      readonly type: 'SwitchTaskCredential';
      readonly bucket: string;
      readonly from: AccountInUse;
      readonly to: AccountInUse;
      readonly reason: SwitchReason;
      readonly fromLeaseId: string;
      readonly lease: TaskCredentialSwitched['data']['lease'];
    }
  | {
      readonly type: 'RecordCapture';
      readonly snapshotId: string;
      readonly bytes: number;
      readonly notCaptured: TaskCaptured['data']['notCaptured'];
      readonly requests?: readonly RequestsPaid[];
    }
  | { readonly type: 'RecordUnchanged'; readonly snapshotId: string; readonly requests?: readonly RequestsPaid[] }
  | { readonly type: 'RecordFailure'; readonly code: string; readonly reason: string; readonly requests?: readonly RequestsPaid[] }
);

type Planned = Exclude<TaskState, { status: 'none' }>;

/** One repository in a run. The first outcome stands: reports may repeat. */
export const task: Decider<TaskState, TaskCommand, TaskEvent> = {
  initialState: { status: 'none' },

  decide(command, state) {
    if (command.type === 'PlanTask') return state.status === 'none' ? [{ type: 'TaskPlanned', data: command.plan }] : [];
    if (state.status === 'none') throw new TaskNotFoundError(command.taskId);
    return state.status === 'ended' ? [] : decideOpen(command, state);
  },

  evolve(state, event) {
    if (event.type === 'TaskPlanned')
      return {
        status: 'open',
        plan: event.data,
        assignment: null,
        attempts: 0,
        stalls: 0,
        isWhole: false,
        checkpoint: null,
        movedLeases: [],
      };
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'TaskAssigned': {
        const { workerId, attempt, until } = event.data;
        return { ...state, assignment: { workerId, until: Date.parse(until) }, attempts: attempt };
      }
      case 'TaskAssignmentExtended':
        return { ...state, assignment: state.assignment && { ...state.assignment, until: Date.parse(event.data.until) } };
      case 'TaskHandedBack':
        return { ...state, assignment: null, stalls: stallsAfter(state.stalls, event.data) };
      case 'TaskProgressed':
        return { ...state, checkpoint: event.data.checkpoint };
      case 'TaskCredentialSwitched':
        return { ...state, movedLeases: [...state.movedLeases, event.data.fromLeaseId] };
      case 'TaskCaptured':
        return { ...state, status: 'ended', isWhole: event.data.notCaptured.length === 0, assignment: null };
      case 'TaskFoundUnchanged':
        return { ...state, status: 'ended', isWhole: true, assignment: null };
      case 'TaskFailed':
        return { ...state, status: 'ended', assignment: null };
      default:
        return event satisfies never;
    }
  },

  events: taskEvents,
  comesFirst: ({ type }) => type === 'PlanTask',
};

function decideOpen(command: Exclude<TaskCommand, { type: 'PlanTask' }>, state: Planned): readonly TaskEvent[] {
  const { taskId, now } = command;
  const { runId, repository } = state.plan;
  const endedAt = time(now);
  switch (command.type) {
    case 'AssignTask': {
      const { workerId, until } = command;
      if (!mayBeAssigned(state.assignment, command)) return [];
      return [{ type: 'TaskAssigned', data: { taskId, runId, workerId, attempt: state.attempts + 1, until: time(until) } }];
    }
    case 'HandBackTask': {
      const { workerId } = command;
      if (state.assignment?.workerId !== workerId) return [];
      const reason = givenUpBecause(command, state.stalls);
      if (reason !== null) return [{ type: 'TaskFailed', data: { taskId, runId, repository, code: 'NO_PROGRESS', reason, endedAt } }];
      return [{ type: 'TaskHandedBack', data: { taskId, runId, workerId, ...causeOf(command) } }];
    }
    case 'RecordProgress': {
      const { workerId, checkpoint } = command;
      const isOurs = state.assignment === null || state.assignment.workerId === workerId;
      if (!isOurs || state.checkpoint?.digest === checkpoint.digest) return [];
      return [{ type: 'TaskProgressed', data: { taskId, runId, checkpoint, at: endedAt } }];
    }
    case 'SwitchTaskCredential': {
      const { bucket, from, to, reason, fromLeaseId, lease } = command;
      if (state.movedLeases.includes(fromLeaseId)) return [];
      return [{ type: 'TaskCredentialSwitched', data: { taskId, runId, bucket, from, to, reason, fromLeaseId, lease } }];
    }
    case 'RecordCapture': {
      const { snapshotId, bytes, notCaptured } = command;
      return [{ type: 'TaskCaptured', data: { taskId, runId, repository, snapshotId, bytes, notCaptured, ...paid(command), endedAt } }];
    }
    case 'RecordUnchanged':
      return [
        { type: 'TaskFoundUnchanged', data: { taskId, runId, repository, snapshotId: command.snapshotId, ...paid(command), endedAt } },
      ];
    case 'RecordFailure': {
      const { code, reason } = command;
      return [{ type: 'TaskFailed', data: { taskId, runId, repository, code, reason, ...paid(command), endedAt } }];
    }
  }
}

function paid({ requests }: { readonly requests?: readonly RequestsPaid[] }) {
  return requests ? { requests } : {};
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
