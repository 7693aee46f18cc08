import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { CredentialSecretOpened } from '../contracts/secret-access.events.ts';

const organizationId = '019ab2d0-1b2c-7f00-8a11-3c4d5e6f7001';
const credentialId = '019ab2d4-6c1e-7a44-9d1c-4a1f5be07703';

/** What the events of access to secrets may say, by stored name. */
export const secretAccessExamples: EventExamples<CredentialSecretOpened> = {
  CredentialSecretOpened: [
    {
      ...{ credentialId, reason: 'CAPTURE', organizationId },
      ...{ runId: '019ab300-0000-7e21-8d4f-16b7c8d9ea06', taskId: '019ab300-085d-7a10-b0c4-2f3e4d5c6b08' },
    },
    { credentialId, reason: 'TRIAL', organizationId, runId: null, taskId: null },
  ],
};
