import { DomainError, type Decider } from '@holdfast/event-sourcing';
import { requestEvents, type RequestAnswered, type RequestBegun, type RequestEvent } from './request.events.ts';

export type RequestState =
  | { readonly status: 'none' }
  | ({ readonly status: 'begun' } & RequestBegun['data'])
  | { readonly status: 'answered'; readonly fingerprint: string; readonly answer: RequestAnswered['data'] };

export type RequestCommand = ({ readonly type: 'Begin' } & RequestBegun['data']) | ({ readonly type: 'Answer' } & RequestAnswered['data']);

/** A request under an `Idempotency-Key`. The first answer stands. */
export const keyedRequest: Decider<RequestState, RequestCommand, RequestEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    switch (command.type) {
      case 'Begin': {
        const { fingerprint, begunAt } = command;
        if (state.status === 'none') return [{ type: 'RequestBegun', data: { fingerprint, begunAt } }];
        if (state.fingerprint !== fingerprint) throw new IdempotencyKeyReusedError();
        return [];
      }
      case 'Answer': {
        const { status, body } = command;
        return state.status === 'begun' ? [{ type: 'RequestAnswered', data: { status, body } }] : [];
      }
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'RequestBegun':
        return { status: 'begun', ...event.data };
      case 'RequestAnswered':
        return state.status === 'begun' ? { status: 'answered', fingerprint: state.fingerprint, answer: event.data } : state;
      default:
        return event satisfies never;
    }
  },
  events: requestEvents,
};

export class IdempotencyKeyReusedError extends DomainError {
  constructor() {
    super('conflict', 'IDEMPOTENCY_KEY_REUSED', 'The Idempotency-Key was used for another request: nothing was done.');
  }
}
