import type { AccountEvent } from '../account.events.ts';

type Examples = {
  readonly [Type in AccountEvent['type']]: readonly [Extract<AccountEvent, { type: Type }>['data']];
};

const accountId = '5f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f';
const credentialId = '019ab2d4-6c1e-7a44-9d1c-4a1f5be07703';
const leaseId = '019ab303-0a11-7b22-9c33-4d44ee55ff0a';
const spender = {
  ...({ accountId, bucket: 'api', leaseId, credentialId } as const),
  organizationId: '019ab2d4-6c1e-7a44-9d1c-3f0b6a2e1c01',
  runId: '019ab300-0000-7e21-8d4f-16b7c8d9ea06',
  taskId: '019ab300-085d-7a10-b0c4-2f3e4d5c6b08',
};
const at = '2026-11-22T02:03:30.398Z';
const minutes = 60_000;
const foreign = {
  ...{ at: '2026-11-22T02:03:36.000Z', requests: 287 },
  ...{ staysUntil: '2026-11-22T02:04:30.398Z', goneBy: '2026-11-22T02:12:00.398Z' },
};

/** What the events of an account may say, by stored name. */
export const accountExamples: Examples = {
  QuotaLeaseGranted: [
    {
      ...{ ...spender, requests: 102, grantedAt: '2026-11-22T02:03:02.511Z', expiresAt: '2026-11-22T02:08:02.511Z' },
      choice: {
        rule: 'most-left v2',
        candidates: [
          { accountId, credentialId, available: 812, limit: 1_000, sees: null },
          {
            accountId: '8b2f6a1d-3c4e-4f5a-9b6c-0d1e2f3a4b5c',
            ...{ credentialId: '019ab2d9-10f3-7b0e-8a55-71c3de0a9b02', available: 790, limit: 1_000, sees: null },
          },
        ],
      },
    },
  ],
  QuotaLeaseSettled: [
    {
      ...{ ...spender, spent: 17, settledAt: '2026-11-22T02:03:49.802Z' },
      sent: [
        { until: '2026-11-22T02:03:36.000Z', requests: 11 },
        { until: '2026-11-22T02:04:12.000Z', requests: 6 },
      ],
    },
  ],
  AccountRateLimited: [{ ...spender, at, limitedUntil: '2026-11-22T02:04:30.398Z', waitFrom: 'guess', foreign }],
  AccountRejected: [{ ...spender, at, reason: 'Bitbucket answered 401: token expired' }],
  AccountLimitLearned: [{ ...spender, at, limit: 2_500, windowSeconds: 3_600 }],
  AccountUsedByOthers: [{ ...spender, at, foreign }],
  AccountSpentOnTrial: [{ accountId, bucket: 'api', requests: 5, until: '2026-11-22T02:04:12.000Z' }],
  AccountLimitsSet: [{ accountId, at, limits: { api: { limit: 2_500, reserve: 0.2 }, git: { limit: null, reserve: 0.05 } }, seats: 250 }],
  AccountBooksClosed: [
    {
      ...{ accountId, at },
      ledgers: {
        api: {
          spent: [{ at: Date.parse(at) - 12 * minutes, requests: 164 }],
          leases: [{ leaseId, requests: 30, expiresAt: Date.parse(at) + 5 * minutes, runId: spender.runId, refused: false }],
          shares: [{ runId: spender.runId, at: Date.parse(at) - 6 * minutes, requests: 164 }],
          foreign: {
            ...{ at: Date.parse(foreign.at), requests: foreign.requests },
            ...{ staysUntil: Date.parse(foreign.staysUntil), goneBy: Date.parse(foreign.goneBy) },
          },
          ...{ limitedUntil: Date.parse(at) + 28 * minutes, refusals: 1 },
        },
        git: { spent: [], leases: [], shares: [], foreign: null, limitedUntil: null, refusals: 0 },
      },
      limits: { learned: { api: { limit: 2_500, windowSeconds: 3_600 } }, set: { git: { limit: null, reserve: 0.05 } } },
    },
  ],
};
