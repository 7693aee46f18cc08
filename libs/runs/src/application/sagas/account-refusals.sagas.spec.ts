import { describe, expect, it } from '@jest/globals';
import { afterEvents, recorded } from '@holdfast/event-sourcing/testing';
import type { AccountEvent, AccountRateLimited, AccountRejected } from '@holdfast/quota';
import { accountStream } from '../../contracts/account.stream.ts';
import { at, organizationId, runId, taskId } from '../../testing/one-run.ts';
import { switchAccountWhenRefused } from './switch-account-when-refused.saga.ts';
import { verifyCredentialWhenRejected } from './verify-credential-when-rejected.saga.ts';

const spender = { accountId: 'a-ann', bucket: 'api', leaseId: 'l1', organizationId, runId, taskId, credentialId: 'c-ann' } as const;
const rateLimited: AccountRateLimited = {
  type: 'AccountRateLimited',
  data: { ...spender, at: at(0), limitedUntil: at(5), waitFrom: 'provider' },
};
const rejected: AccountRejected = { type: 'AccountRejected', data: { ...spender, at: at(0), reason: 'token expired' } };
const others: readonly AccountEvent[] = [
  {
    type: 'QuotaLeaseGranted',
    data: { ...spender, requests: 5, grantedAt: at(0), expiresAt: at(5), choice: { rule: 'r', candidates: [] } },
  },
  { type: 'QuotaLeaseSettled', data: { ...spender, spent: 5, settledAt: at(1) } },
  { type: 'AccountBooksClosed', data: { accountId: 'a-ann', at: at(1), ledgers: {}, limits: { learned: {}, set: {} } } },
];

const stored = <E extends AccountEvent>(event: E, index = 0) => recorded(event, index, accountStream('a-ann'));
const move = (reason: string) => ({
  type: 'MoveTaskToAnotherAccount',
  data: { taskId, bucket: 'api', accountId: 'a-ann', credentialId: 'c-ann', leaseId: 'l1', reason },
});

describe('a task whose account was refused', () => {
  it('goes on with another account when the limit is reached', () => {
    afterEvents(switchAccountWhenRefused, stored(rateLimited)).then(move('RATE_LIMITED'));
  });

  it('goes on with another account when the credential is rejected', () => {
    afterEvents(switchAccountWhenRefused, stored(rejected)).then(move('CREDENTIAL_REJECTED'));
  });

  it('is not what a run is that is still planned: that one helps itself', () => {
    afterEvents(switchAccountWhenRefused, stored({ ...rateLimited, data: { ...rateLimited.data, taskId: runId } })).thenNothing();
  });

  it('is all that concerns it of what happens to an account', () => {
    for (const event of others) expect(switchAccountWhenRefused.instanceOf(stored(event) as never)).toBeNull();
  });
});

describe('a credential that was rejected', () => {
  const verify = { type: 'VerifyCredential', data: { organizationId, credentialId: 'c-ann' } };

  it('is tried again, each time', () => {
    afterEvents(verifyCredentialWhenRejected, stored(rejected)).then(verify);
    afterEvents(verifyCredentialWhenRejected, stored(rejected), stored(rejected, 1)).then(verify);
  });

  it('is not suspected for a limit, nor for anything else', () => {
    for (const event of [rateLimited, ...others]) expect(verifyCredentialWhenRejected.instanceOf(stored(event) as never)).toBeNull();
  });
});
