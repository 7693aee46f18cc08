import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { AccessEvent } from '../contracts/access.events.ts';

const tokenHash = '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752';
const tokenId = '019ab2f0-7d31-7c55-8e02-b1c4a9d06e0b';

export const accessExamples: EventExamples<AccessEvent> = {
  AdministratorTokenIssued: [{ name: 'administrator', tokenHash }],
  AccessTokenCreated: [
    { tokenId, name: 'nightly-reports', role: 'auditor', tokenHash, expiresAt: '2027-11-22T00:00:00.000Z' },
    { tokenId, name: 'ann', role: 'administrator', tokenHash, expiresAt: null },
  ],
  AccessTokenRevoked: [{ tokenId, name: 'nightly-reports' }],
  AccessTokenUsed: [{ tokenId, name: 'nightly-reports', address: '192.0.2.17', day: '2026-11-22' }],
  AccessRefused: [
    {
      ...{ from: '2026-11-22T03:14:00.120Z', until: '2026-11-22T03:14:48.904Z', requests: 212 },
      refused: [
        { address: '198.51.100.7', reason: 'UNKNOWN_TOKEN', token: null, requests: 211 },
        { address: '192.0.2.17', reason: 'ROLE_MISSING', token: 'nightly-reports', requests: 1 },
      ],
    },
  ],
};
