import type { AccountView, RunOutlook, RunView, TaskView } from '@holdfast/runs/contracts';
import type { RouteDescriptions } from '../route-description.ts';
import { ids, pageOf, primaryAccount, secondAccount } from './examples.ts';

const primary = { credentialId: ids.primary, label: 'primary', accountId: primaryAccount.id };
const additional = { credentialId: ids.additional, label: 'backup-2', accountId: secondAccount.id };
const limitedUntil = '2026-11-23T01:31:05.000Z';

const outlook: RunOutlook = {
  eta: {
    ...{ endsAt: '2026-11-23T01:04:10.000Z', remainingRequests: 21 },
    basis: '7 of 44 repositories are still to be captured; the accounts have what their ledgers say.',
  },
  forecast: { requests: 133, seconds: 245, actualRequests: null, actualSeconds: null, errorRequests: null, errorSeconds: null },
};
const run: RunView = {
  ...{ id: ids.run, planId: ids.plan, organizationId: ids.organization, retryOf: null, status: 'running' },
  ...{ startedAt: '2026-11-23T01:00:00.000Z', endedAt: null, waitsFor: null, resumesAt: null },
  tasks: { planned: 44, captured: 17, unchanged: 20, failed: 0, running: 2, cancelled: 0 },
  requests: {
    total: 57,
    byCredential: [{ credentialId: ids.primary, label: 'primary', account: primaryAccount.name, bucket: 'api', count: 57 }],
  },
  credentialSwitches: [
    { at: '2026-11-23T01:02:11.000Z', taskId: ids.task, from: primary, to: additional, bucket: 'api', reason: 'RATE_LIMITED' },
  ],
  throttledPeriods: [{ accountId: primaryAccount.id, bucket: 'api', from: '2026-11-23T01:02:11.000Z', until: limitedUntil }],
  ...{ missing: [], bytes: 5_200_000 },
};
const task: TaskView = {
  ...{ id: ids.task, repository: 'acme/web', status: 'captured', attempts: 2, credentialsUsed: [ids.primary, ids.additional] },
  ...{ requests: 9, snapshotId: ids.snapshot, reason: null, startedAt: '2026-11-23T01:00:04.000Z', endedAt: '2026-11-23T01:02:30.000Z' },
};
const decision = {
  ...{ id: '019ab303-0a11-7b22-9c33-4d44ee55ff0a', runId: ids.run, taskId: ids.task, at: '2026-11-23T01:00:04.511Z' },
  ...{ accountId: primaryAccount.id, account: primaryAccount.name, credentialId: ids.primary, label: 'primary' },
  ...{ bucket: 'api', requests: 102, rule: 'most-left v2' },
  candidates: [
    {
      ...{ accountId: primaryAccount.id, account: primaryAccount.name, credentialId: ids.primary, label: 'primary' },
      ...{ available: 812, limit: 1_000, sees: null },
    },
  ],
  sentence: "It went to 'primary', the only account that may be used, with 812 of 1,000 requests of api left.",
};
const account: AccountView = {
  ...{ ...primaryAccount, kind: 'user', credentials: [{ id: ids.primary, label: 'primary', organizationId: ids.organization }] },
  buckets: [
    {
      bucket: 'api',
      limit: 1_000,
      limitFrom: 'settings',
      windowSeconds: 3_600,
      spent: 57,
      leased: 30,
      reserve: 100,
      foreign: 0,
      available: 813,
      limitedUntil: null,
    },
  ],
};

export const runRoutes: RouteDescriptions = {
  'GET /api/v1/runs': { summary: 'List the runs, newest first', answer: pageOf(run) },
  'GET /api/v1/runs/:id': { summary: 'Show a run', errors: ['RUN_NOT_FOUND'], answer: { ...run, ...outlook } },
  'POST /api/v1/runs/:id/cancel': {
    summary: 'Cancel a run',
    errors: ['RUN_NOT_FOUND', 'RUN_HAS_ENDED'],
    request: { reason: 'Bitbucket has its maintenance tonight.' },
    answer: { id: ids.run },
  },
  'POST /api/v1/runs/:id/retry': {
    summary: 'Do only what an ended run left undone, as a new run',
    errors: ['RUN_NOT_FOUND', 'PLAN_NOT_FOUND', 'RUN_ALREADY_GOING', 'NOTHING_TO_RETRY'],
    request: { ignoreWindow: true },
    answer: { id: ids.run },
  },
  'GET /api/v1/runs/:id/tasks': { summary: 'List the tasks of a run', errors: ['RUN_NOT_FOUND'], answer: pageOf(task) },
  'GET /api/v1/runs/:id/decisions': {
    summary: 'Tell why each lease of a run went to its account',
    errors: ['RUN_NOT_FOUND'],
    answer: pageOf(decision),
  },
  'GET /api/v1/accounts': { summary: 'List the accounts, with what is left of their quotas', answer: pageOf(account) },
  'PUT /api/v1/accounts/:id/limits': {
    summary: 'Set how much of an account is used; what is left out follows the headers of Bitbucket, and the settings',
    errors: ['ACCOUNT_NOT_FOUND'],
    request: { seats: 250, api: { reserve: 0.2 } },
  },
};
