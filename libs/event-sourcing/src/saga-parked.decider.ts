import type { Decider } from './decider.ts';
import { DomainError } from './errors.ts';
import { sagaEvents } from './saga-event-names.ts';
import { sagaParkedEvents, type SagaParkedEvent } from './saga-parked.events.ts';

/** `replay` is the number of the last one that was asked for; `isAsked` says that its outcome is not known yet. */
export type SagaParkedState =
  | { readonly status: 'none' }
  | { readonly status: 'parked'; readonly saga: string; readonly instance: string; readonly replay: number; readonly isAsked: boolean }
  | { readonly status: 'replayed' | 'discarded' };

export type SagaParkedCommand =
  | { readonly type: 'RequestReplay' }
  | { readonly type: 'ReportReplayed'; readonly replay: number }
  | { readonly type: 'ReportRefused'; readonly replay: number; readonly code: string; readonly message: string }
  | { readonly type: 'Discard'; readonly reason: string };

type WhileParked = Extract<SagaParkedState, { status: 'parked' }>;

/** What becomes of what a saga could not do. Only people ask for a replay or discard; only who replays reports. */
export const sagaParked: Decider<SagaParkedState, SagaParkedCommand, SagaParkedEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    switch (command.type) {
      case 'RequestReplay':
        return requestReplay(mustBeParked(state));
      case 'Discard':
        return discard(mustBeParked(state), command.reason);
      case 'ReportReplayed':
        return reportReplayed(command.replay, state);
      case 'ReportRefused':
        return reportRefused(command, state);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'SagaCommandParked':
        return { status: 'parked', saga: event.data.saga, instance: event.data.instance, replay: 0, isAsked: false };
      case 'SagaReplayRequested':
        return state.status === 'parked' ? { ...state, replay: event.data.replay, isAsked: true } : state;
      case 'SagaReplayRefused':
        return state.status === 'parked' ? { ...state, isAsked: false } : state;
      case 'SagaReplayed':
        return { status: 'replayed' };
      case 'SagaParkedDiscarded':
        return { status: 'discarded' };
      default:
        return event satisfies never;
    }
  },
  events: { SagaCommandParked: sagaEvents.SagaCommandParked, ...sagaParkedEvents },
};

function requestReplay({ saga, instance, replay, isAsked }: WhileParked): readonly SagaParkedEvent[] {
  return isAsked ? [] : [{ type: 'SagaReplayRequested', data: { saga, instance, replay: replay + 1 } }];
}

/** While a replay is under way nobody knows whether the command is being carried out: its outcome comes first. */
function discard({ saga, instance, isAsked }: WhileParked, reason: string): readonly SagaParkedEvent[] {
  if (isAsked) throw new DomainError('conflict', 'PARKED_BEING_REPLAYED', 'It is being tried again; wait for the outcome.');
  return [{ type: 'SagaParkedDiscarded', data: { saga, instance, reason } }];
}

/** Counts also when a second orchestrator was refused in the meantime: what was carried out was carried out. */
function reportReplayed(replay: number, state: SagaParkedState): readonly SagaParkedEvent[] {
  if (state.status !== 'parked') return [];
  return [{ type: 'SagaReplayed', data: { saga: state.saga, instance: state.instance, replay } }];
}

function reportRefused(
  { replay, code, message }: Extract<SagaParkedCommand, { type: 'ReportRefused' }>,
  state: SagaParkedState,
): readonly SagaParkedEvent[] {
  if (state.status !== 'parked' || !state.isAsked || state.replay !== replay) return [];
  return [{ type: 'SagaReplayRefused', data: { saga: state.saga, instance: state.instance, replay, code, message } }];
}

function mustBeParked(state: SagaParkedState): WhileParked {
  switch (state.status) {
    case 'parked':
      return state;
    case 'none':
      throw new DomainError('not_found', 'PARKED_NOT_FOUND', 'Nothing is parked under this id.');
    case 'replayed':
      throw new DomainError('conflict', 'PARKED_ALREADY_REPLAYED', 'It has been carried out already.');
    case 'discarded':
      throw new DomainError('conflict', 'PARKED_ALREADY_DISCARDED', 'It has been discarded.');
  }
}
