import { describe, expect, it } from '@jest/globals';
import { DomainError } from './errors.ts';
import { passesByItself, restAfter } from './saga-refusal.ts';

const busy = (retryAfterSeconds?: number) => new DomainError('provider_busy', 'LIMIT_REACHED', 'later', { retryAfterSeconds });
const refused = new DomainError('refused_by_provider', 'NO', 'never', { retryAfterSeconds: 5 });

describe('a command of a saga that failed', () => {
  it('is tried again when the provider was asked too often, and not when it said no', () => {
    expect(passesByItself(busy())).toBe(true);
    expect(passesByItself(refused)).toBe(false);
  });

  it.each([
    ['for as long as it wants', busy(7), 7],
    ['for a minute when it did not say', busy(), 60],
    ['for a minute when what it said is no wait', busy(0), 60],
    ['for an hour at most', busy(86_400), 3_600],
  ])('leaves the provider alone %s', (_, error, seconds) => {
    expect(restAfter(error)).toBe(seconds);
  });

  it('waits no longer than usual after any other error', () => {
    for (const error of [refused, new DomainError('provider_unavailable', 'DOWN', 'down'), new Error('broken')])
      expect(restAfter(error)).toBe(0);
  });
});
