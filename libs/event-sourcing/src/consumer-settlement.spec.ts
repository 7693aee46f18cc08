import { describe, expect, it } from '@jest/globals';
import { settlementOf } from './consumer-settlement.ts';
import { DomainError, EventStoreUnavailableError, UnreadableEventError } from './errors.ts';
import { numbered } from './testing/numbered.ts';
import { recorded } from './testing/recorded.ts';

const failed = (error: unknown) => ({ done: false, error }) as const;
const defect = failed(new RangeError('https://user:secret@example.org'));

describe('the settlement of a message', () => {
  it('is an acknowledgement when the work is done, however often it was tried', () => {
    expect(settlementOf({ done: true }, 0, 3)).toEqual({ action: 'ack' });
    expect(settlementOf({ done: true }, 100, 3)).toEqual({ action: 'ack' });
  });

  it('is to park what was refused, with the reason', () => {
    const refusal = failed(new DomainError('conflict', 'SOLD_OUT', 'Not today.'));
    expect(settlementOf(refusal, 0, 3)).toEqual({ action: 'park', reason: 'SOLD_OUT Not today.' });
  });

  it('is to park what this version cannot read', () => {
    const unreadable = failed(new UnreadableEventError(recorded(numbered(1), 0, 'test-1'), new Error('no number')));
    expect(settlementOf(unreadable, 0, 3)).toMatchObject({ action: 'park' });
  });

  it.each([
    ['the event store', new EventStoreUnavailableError('down')],
    ['the provider', new DomainError('provider_unavailable', 'BITBUCKET_UNAVAILABLE', 'down')],
  ])('is to retry while %s cannot be reached, however long', (_who, error) => {
    for (const retries of [0, 2, 50]) expect(settlementOf(failed(error), retries, 3)).toMatchObject({ action: 'retry' });
  });

  it('is to retry what fails for no known reason, and to park it the last time', () => {
    expect([0, 1, 2, 3].map((retries) => settlementOf(defect, retries, 3).action)).toEqual(['retry', 'retry', 'park', 'park']);
  });

  it('says nothing of what a defect says', () => {
    expect(settlementOf(defect, 0, 3)).toEqual({ action: 'retry', reason: 'failed with RangeError' });
    expect(settlementOf(failed('secret'), 0, 1)).toEqual({ action: 'park', reason: 'failed with string' });
  });
});
