import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused } from '@holdfast/http/testing';
import { SwitchAdditionalCredentialsRequest } from './switch-additional-credentials.request.ts';

describeRequest('SwitchAdditionalCredentialsRequest', SwitchAdditionalCredentialsRequest, { enabled: true });

describe('the switch of a plan', () => {
  it.each([undefined, null, 'true', 1, []])('is on or off, not %j', async (enabled) => {
    expect(await fieldsRefused(SwitchAdditionalCredentialsRequest, { enabled })).toEqual(['enabled']);
  });
});
