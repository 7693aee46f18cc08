import { describe, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import { keyedRequest } from './request.decider.ts';
import type { RequestAnswered, RequestBegun } from './request.events.ts';

const begun: RequestBegun = { type: 'RequestBegun', data: { fingerprint: 'f1', begunAt: '2026-11-22T08:00:00.000Z' } };
const answered: RequestAnswered = { type: 'RequestAnswered', data: { status: 201, body: { id: 'p1' } } };
const begin = (fingerprint = 'f1') => ({ type: 'Begin', fingerprint, begunAt: '2026-11-22T09:00:00.000Z' }) as const;
const answer = (status = 201) => ({ type: 'Answer', status, body: { id: 'p1' } }) as const;

describe('a request under a key', () => {
  it('begins once: the time of its first coming stands', () => {
    given(keyedRequest)
      .when({ ...begin(), begunAt: begun.data.begunAt })
      .then(begun);
    given(keyedRequest, begun).when(begin()).thenNothing();
    given(keyedRequest, begun, answered).when(begin()).thenNothing();
  });

  it('is refused when it is another one, also before the first is answered', () => {
    given(keyedRequest, begun).when(begin('f2')).thenRefused('IDEMPOTENCY_KEY_REUSED');
    given(keyedRequest, begun, answered).when(begin('f2')).thenRefused('IDEMPOTENCY_KEY_REUSED');
  });

  it('is answered once: the first answer stands', () => {
    given(keyedRequest, begun).when(answer()).then(answered);
    given(keyedRequest, begun, answered).when(answer(409)).thenNothing();
  });

  it('is not answered before it began', () => {
    given(keyedRequest).when(answer()).thenNothing();
  });
});
