import type { PlanView } from '@holdfast/plans/contracts';
import type { ForecastView, RetentionView } from '@holdfast/runs/contracts';
import type { RouteDescriptions } from '../route-description.ts';
import { ids, pageOf, primaryAccount, secondAccount } from './examples.ts';
import { pastParameter } from './past-parameter.ts';

const terms = {
  name: 'Every night',
  repositories: { include: ['*'], exclude: ['*-sandbox'] },
  content: { git: true, lfs: false, metadata: ['pullrequests'] },
  schedule: { cron: '0 2 * * *', timezone: 'Europe/Vienna' },
  window: { start: '22:00', end: '06:00' },
  retention: { daily: 7, monthly: 12 },
};
const plan: PlanView = {
  ...{ id: ids.plan, organizationId: ids.organization, status: 'active', pausedReason: null },
  ...terms,
  additionalCredentials: {
    enabled: true,
    credentials: [{ id: ids.additional, label: 'backup-2', account: secondAccount, enabled: true, status: 'verified' }],
  },
  nextRunAt: '2026-11-24T01:00:00.000Z',
  lastRun: { id: ids.run, status: 'completed', startedAt: '2026-11-23T01:00:00.000Z', endedAt: '2026-11-23T01:04:12.000Z' },
  warnings: [],
};
const retention: RetentionView = {
  ...{ applied: false, rules: terms.retention, timezone: 'Europe/Vienna' },
  ...pageOf({
    ...{ repositoryId: ids.repository, fullName: 'acme/web', letGo: [] },
    kept: [{ snapshotId: ids.snapshot, takenAt: '2026-11-23T01:02:30.000Z', reasons: ['daily', 'monthly'] }],
  }),
};
const forecast: ForecastView = {
  ...{ requests: 133, seconds: 27, throttledSeconds: 0, accounts: 1, windowSeconds: 3_600, accountsNeeded: 1 },
  accountsNeededReason: 'The fewest accounts that do it in 3600 seconds.',
  repositories: { selected: 44, neverCaptured: 0 },
  byBucket: [
    { bucket: 'api', requests: 45 },
    { bucket: 'git', requests: 88 },
  ],
  byKind: [
    { kind: 'listing', bucket: 'api', requests: 1 },
    { kind: 'pullrequests', bucket: 'api', requests: 44 },
    { kind: 'git', bucket: 'git', requests: 88 },
  ],
  perAccount: [
    {
      ...{ accountId: primaryAccount.id, label: 'primary', requests: 133 },
      buckets: [
        { bucket: 'api', usable: 900, available: 812, requests: 45 },
        { bucket: 'git', usable: 54_000, available: 54_000, requests: 88 },
      ],
    },
  ],
  throttled: [],
  gains: [{ accounts: 1, seconds: 27, gainedSeconds: null }],
  assumptions: ['44 of the 44 repositories that were seen so far fit the plan; it finds no others.'],
};
const ofOrganization = ['ORGANIZATION_NOT_FOUND', 'ORGANIZATION_DISCONNECTED'];
const ofCredentials = [
  ...['CREDENTIAL_NOT_FOUND', 'CREDENTIAL_REMOVED', 'CREDENTIAL_OF_ANOTHER_ORGANIZATION', 'CREDENTIAL_IS_FAILING'],
  'CREDENTIAL_IS_PRIMARY',
];

export const planRoutes: RouteDescriptions = {
  'POST /api/v1/plans': {
    summary: 'Create a plan',
    errors: [...ofOrganization, ...ofCredentials],
    request: { ...terms, organizationId: ids.organization, additionalCredentials: { enabled: true, credentialIds: [ids.additional] } },
    answer: { id: ids.plan, warnings: [] },
  },
  'GET /api/v1/plans': { summary: 'List the plans', answer: pageOf(plan) },
  'GET /api/v1/plans/:id': { summary: 'Show a plan', errors: ['PLAN_NOT_FOUND'], query: pastParameter, answer: plan },
  'PATCH /api/v1/plans/:id': {
    summary: 'Change a plan',
    errors: ['PLAN_NOT_FOUND'],
    request: { schedule: null, retention: { daily: 14 } },
    answer: { ...plan, schedule: null, retention: { daily: 14 }, nextRunAt: null },
  },
  'DELETE /api/v1/plans/:id': {
    summary: 'Delete a plan; its snapshots remain',
    errors: ['PLAN_NOT_FOUND', 'PLAN_IS_RUNNING', 'NOT_CONFIRMED'],
    request: { confirm: 'Every night' },
  },
  'POST /api/v1/plans/:id/clone': {
    summary: 'Create a plan like another one',
    errors: ['PLAN_NOT_FOUND', ...ofOrganization, ...ofCredentials],
    request: { name: 'Every hour' },
    answer: { id: ids.plan },
  },
  'POST /api/v1/plans/:id/pause': {
    summary: 'Pause a plan: it starts no run by itself',
    errors: ['PLAN_NOT_FOUND'],
    request: { reason: 'The workspace is being moved.' },
  },
  'POST /api/v1/plans/:id/resume': { summary: 'Resume a plan', errors: ['PLAN_NOT_FOUND'] },
  'PUT /api/v1/plans/:id/additional-credentials': {
    summary: 'Switch the additional credentials of a plan on or off',
    errors: ['PLAN_NOT_FOUND'],
    request: { enabled: true },
  },
  'PUT /api/v1/plans/:id/additional-credentials/:credentialId': {
    summary: 'Enable an additional credential in a plan',
    errors: ['PLAN_NOT_FOUND', ...ofOrganization, ...ofCredentials],
  },
  'DELETE /api/v1/plans/:id/additional-credentials/:credentialId': {
    summary: 'Disable an additional credential in a plan',
    errors: ['PLAN_NOT_FOUND'],
  },
  'GET /api/v1/plans/:id/retention': {
    summary: 'Show which snapshots the rules of a plan would keep, and why',
    errors: ['PLAN_NOT_FOUND'],
    answer: retention,
  },
  'POST /api/v1/plans/:id/forecast': {
    summary: 'Forecast what a run of a plan would cost now, how long it would take, and what further accounts would gain',
    errors: ['PLAN_NOT_FOUND'],
    request: { windowSeconds: 3_600 },
    answer: forecast,
  },
  'POST /api/v1/plans/:id/runs': {
    summary: 'Start a run',
    errors: ['PLAN_NOT_FOUND', 'RUN_ALREADY_GOING'],
    request: { ignoreWindow: true },
    answer: { id: ids.run },
  },
};
