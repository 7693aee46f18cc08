import type { Decider } from '@holdfast/event-sourcing';
import {
  runEvents,
  type MissingFromRun,
  type RunEvent,
  type RunForecast,
  type RunOrder,
  type RunThrottled,
} from '../contracts/run.events.ts';
import { mayBeAssigned, type Assignment, type LostWorker } from './assignment.ts';
import { RunHasEndedError, RunNotFoundError } from './run.errors.ts';
import { causeOf, givenUpBecause, stallsAfter, type HandBack } from './stalled-work.ts';

export type RunState =
  | { readonly status: 'none' }
  | {
      readonly status: 'planning' | 'capturing' | 'ended';
      readonly planId: string;
      readonly order: RunOrder;
      readonly assignment: Assignment | null;
      /** How often planning was taken on, and how often it stopped getting on. */
      readonly attempts: number;
      readonly stalls: number;
      /** Whether every repository has its task. */
      readonly isPlanned: boolean;
      readonly end: 'completed' | 'incomplete' | 'cancelled' | null;
      /** What the run waits for: requests of its accounts, or its plan's window. */
      readonly waitsFor: 'quota' | 'window' | null;
      /** Milliseconds since 1970 while the run waits. */
      readonly resumesAt: number | null;
    };

/** Times are milliseconds since 1970. */
export type RunCommand = { readonly runId: string; readonly now: number } &
  /** `closedUntil`: the window opens then; null when it is open, or the run has none. */
  (
    | { readonly type: 'StartRun'; readonly planId: string; readonly order: RunOrder; readonly closedUntil: number | null }
    | { readonly type: 'AssignPlanning'; readonly workerId: string; readonly until: number; readonly from?: LostWorker | null }
    | ({ readonly type: 'HandBackPlanning' } & HandBack)
    | {
        readonly type: 'RecordPlan';
        readonly tasks: number;
        readonly leftOut: number;
        readonly patternsWithoutEffect?: readonly string[];
      }
    | ({ readonly type: 'RecordForecast' } & Omit<RunForecast['data'], 'runId' | 'at'>)
    | { readonly type: 'ThrottleRun'; readonly resumesAt: number; readonly accounts: RunThrottled['data']['accounts'] }
    /** The window is closed and opens at `resumesAt`. */
    | { readonly type: 'PauseRun'; readonly resumesAt: number }
    | { readonly type: 'ResumeRun' }
    | { readonly type: 'FailPlanning'; readonly reason: string }
    | { readonly type: 'CancelRun'; readonly reason: string | null }
    | {
        readonly type: 'EndRun';
        readonly captured: number;
        readonly unchanged: number;
        readonly failed: number;
        readonly missing: readonly MissingFromRun[];
      }
  );

type Going = Exclude<RunState, { status: 'none' }>;

/** One attempt of a plan. Its tasks are streams of their own, so this one stays short whatever the number of repositories. */
export const run: Decider<RunState, RunCommand, RunEvent> = {
  initialState: { status: 'none' },

  decide(command, state) {
    if (command.type === 'StartRun') return state.status === 'none' ? start(command) : [];
    if (state.status === 'none') throw new RunNotFoundError(command.runId);
    return state.status === 'ended' ? decideEnded(command, state) : decideGoing(command, state);
  },

  evolve(state, event) {
    if (event.type === 'RunStarted') return started(event.data);
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'RunPlanningAssigned': {
        const { workerId, attempt, until } = event.data;
        return { ...state, assignment: { workerId, until: Date.parse(until) }, attempts: attempt };
      }
      case 'RunPlanningHandedBack':
        return { ...state, assignment: null, stalls: stallsAfter(state.stalls, event.data) };
      case 'RunPlanned':
        return { ...state, status: 'capturing', isPlanned: true, assignment: null };
      case 'RunForecast':
        return state;
      case 'RunThrottled':
        return { ...state, waitsFor: 'quota', resumesAt: Date.parse(event.data.resumesAt) };
      case 'RunPaused':
        return { ...state, waitsFor: 'window', resumesAt: Date.parse(event.data.resumesAt) };
      case 'RunResumed':
        return { ...state, waitsFor: null, resumesAt: null };
      case 'RunCompleted':
        return ended(state, 'completed');
      case 'RunEndedIncomplete':
        return ended(state, 'incomplete');
      case 'RunCancelled':
        return ended(state, 'cancelled');
      default:
        return event satisfies never;
    }
  },

  events: runEvents,
};

function start({ runId, planId, order, now, closedUntil }: Extract<RunCommand, { type: 'StartRun' }>): readonly RunEvent[] {
  const event: RunEvent = { type: 'RunStarted', data: { runId, planId, ...order, startedAt: time(now) } };
  return closedUntil === null ? [event] : [event, paused(runId, now, closedUntil)];
}

function started({ runId: _, startedAt: __, planId, ...order }: Extract<RunEvent, { type: 'RunStarted' }>['data']): RunState {
  const nothingDone = { assignment: null, attempts: 0, stalls: 0, isPlanned: false, end: null, waitsFor: null, resumesAt: null };
  return { status: 'planning', planId, order, ...nothingDone };
}

function ended(state: Going, end: 'completed' | 'incomplete' | 'cancelled'): RunState {
  return { ...state, status: 'ended', end, assignment: null, waitsFor: null, resumesAt: null };
}

/** Reports come late; only who wants to cancel is told that it is too late for that. */
function decideEnded({ type, runId }: RunCommand, { end }: Going): readonly RunEvent[] {
  if (type === 'CancelRun' && end !== 'cancelled') throw new RunHasEndedError(runId);
  return [];
}

function decideGoing(command: Exclude<RunCommand, { type: 'StartRun' }>, state: Going): readonly RunEvent[] {
  const { runId, now } = command;
  switch (command.type) {
    case 'AssignPlanning': {
      const { workerId, until } = command;
      if (state.status !== 'planning' || !mayBeAssigned(state.assignment, command)) return [];
      return [{ type: 'RunPlanningAssigned', data: { runId, workerId, attempt: state.attempts + 1, until: time(until) } }];
    }
    case 'HandBackPlanning': {
      const { workerId } = command;
      if (state.assignment?.workerId !== workerId) return [];
      const reason = givenUpBecause(command, state.stalls);
      if (reason !== null) return decideGoing({ type: 'FailPlanning', runId, now, reason }, state);
      return [{ type: 'RunPlanningHandedBack', data: { runId, workerId, ...causeOf(command) } }];
    }
    case 'RecordPlan': {
      const { tasks, leftOut, patternsWithoutEffect = [] } = command;
      if (state.status !== 'planning') return [];
      const idle = patternsWithoutEffect.length === 0 ? {} : { patternsWithoutEffect };
      return [{ type: 'RunPlanned', data: { runId, tasks, leftOut, ...idle, plannedAt: time(now) } }];
    }
    case 'RecordForecast': {
      const { requests, seconds, tasks, accounts } = command;
      return [{ type: 'RunForecast', data: { runId, requests, seconds, tasks, accounts, at: time(now) } }];
    }
    case 'ThrottleRun':
      return throttle(command, state);
    case 'PauseRun': {
      const isKnown = state.waitsFor === 'window' && state.resumesAt === command.resumesAt;
      return isKnown ? [] : [paused(runId, now, command.resumesAt)];
    }
    case 'ResumeRun':
      return resume(command, state);
    case 'FailPlanning': {
      if (state.status !== 'planning') return [];
      const missing = [{ repository: '*', reason: command.reason }];
      return [end({ ...command, captured: 0, unchanged: 0, failed: 0, missing }, state)];
    }
    case 'CancelRun':
      return [{ type: 'RunCancelled', data: { runId, planId: state.planId, reason: command.reason, endedAt: time(now) } }];
    case 'EndRun':
      return state.status === 'capturing' ? [end(command, state)] : [];
  }
}

/** Says it once: tasks that find out together tell one story, unless the wait grows longer. */
function throttle(command: Extract<RunCommand, { type: 'ThrottleRun' }>, state: Going): readonly RunEvent[] {
  const { runId, now, resumesAt, accounts } = command;
  if (state.resumesAt !== null && state.resumesAt >= resumesAt) return [];
  return [{ type: 'RunThrottled', data: { runId, at: time(now), resumesAt: time(resumesAt), accounts } }];
}

/** Requests that are free again do not open the window. */
function resume({ runId, now }: RunCommand, { waitsFor, resumesAt }: Going): readonly RunEvent[] {
  if (resumesAt === null || (waitsFor === 'window' && now < resumesAt)) return [];
  return [{ type: 'RunResumed', data: { runId, at: time(now) } }];
}

function paused(runId: string, now: number, resumesAt: number): RunEvent {
  return { type: 'RunPaused', data: { runId, at: time(now), resumesAt: time(resumesAt) } };
}

/** A run is complete when nothing that it promised is missing. */
function end(command: Omit<Extract<RunCommand, { type: 'EndRun' }>, 'type'>, { planId }: Going): RunEvent {
  const { runId, captured, unchanged, failed, missing, now } = command;
  const endedAt = time(now);
  if (failed === 0 && missing.length === 0) return { type: 'RunCompleted', data: { runId, planId, captured, unchanged, endedAt } };
  return { type: 'RunEndedIncomplete', data: { runId, planId, captured, unchanged, failed, missing, endedAt } };
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
