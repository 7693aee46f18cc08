import type { Saga } from '@holdfast/event-sourcing';
import type { AccountRateLimited, AccountRejected } from '@holdfast/quota';
import { accountStreams } from '../../contracts/account.stream.ts';

const reasons = { AccountRateLimited: 'RATE_LIMITED', AccountRejected: 'CREDENTIAL_REJECTED' } as const;

/** A task whose account was refused, for its limit or for its credential, goes on with another account of the plan. */
export const switchAccountWhenRefused: Saga<object, AccountRateLimited | AccountRejected> = {
  name: 'SwitchAccountWhenRefused',
  streams: [accountStreams],
  begins: 'at-first-event',
  initialState: {},
  instanceOf: ({ type, data }) => (Object.hasOwn(reasons, type) && data.taskId !== data.runId ? data.taskId : null),
  react(state, { type, data }) {
    const { taskId, bucket, accountId, credentialId, leaseId } = data;
    const move = { taskId, bucket, accountId, credentialId, leaseId, reason: reasons[type] };
    return { state, commands: [{ type: 'MoveTaskToAnotherAccount', data: move }] };
  },
};
