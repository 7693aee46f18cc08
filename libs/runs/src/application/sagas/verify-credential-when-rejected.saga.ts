import type { Saga } from '@holdfast/event-sourcing';
import type { AccountRejected } from '@holdfast/quota';
import { accountStreams } from '../../contracts/account.stream.ts';

/** A credential that a run saw refused is tried again, so that it shows as failing and no other task starts with it. */
export const verifyCredentialWhenRejected: Saga<object, AccountRejected> = {
  name: 'VerifyCredentialWhenRejected',
  streams: [accountStreams],
  begins: 'at-first-event',
  initialState: {},
  instanceOf: (event) => ((event.type as string) === 'AccountRejected' ? event.data.credentialId : null),
  react: (state, { data: { organizationId, credentialId } }) => ({
    state,
    commands: [{ type: 'VerifyCredential', data: { organizationId, credentialId } }],
  }),
};
