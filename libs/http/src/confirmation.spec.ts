import { describe, expect, it } from '@jest/globals';
import { ConfirmedRequest, mustBeConfirmed } from './confirmation.ts';
import { describeRequest } from './testing/request-contract.ts';
import { fieldsRefused } from './testing/requested.ts';

describeRequest('ConfirmedRequest', ConfirmedRequest, { confirm: 'Nightly' });

describe('what cannot be taken back', () => {
  it('is done when its caller has written the name', () => {
    expect(() => {
      mustBeConfirmed({ confirm: 'Nightly' }, 'Nightly');
    }).not.toThrow();
  });

  it.each(['', 'nightly', 'Nightly ', 'Weekly'])('is refused for another name: "%s"', (confirm) => {
    expect(() => {
      mustBeConfirmed({ confirm }, 'Nightly');
    }).toThrow(
      expect.objectContaining({
        ...{ kind: 'conflict', code: 'NOT_CONFIRMED' },
        details: { errors: [{ field: 'confirm', message: expect.any(String) }] },
      }),
    );
  });

  it('is refused without a name', async () => {
    expect(await fieldsRefused(ConfirmedRequest, undefined)).toEqual(['confirm']);
  });
});
