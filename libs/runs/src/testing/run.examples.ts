import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { PlanRunsEvent, RunEvent } from '../contracts/run.events.ts';

const planId = '019ab2e1-4f60-7d0a-9c3b-5a2e8f7d6c05';
const organizationId = '019ab2d4-6c1e-7a44-9d1c-3f0b6a2e1c01';
const runId = '019ab300-0000-7e21-8d4f-16b7c8d9ea06';
const workerId = '019ab2c0-93b1-7f00-a1d2-3e4f5a6b7c07';
const order = {
  organizationId,
  repositories: { include: ['*'], exclude: ['*-sandbox'] },
  content: { git: true, lfs: false, metadata: ['pullrequests'] },
};
const window = { start: '22:00', end: '06:00', timezone: 'Europe/Berlin' };
const scheduledFor = '2026-11-22T02:00:00.000Z';
const accountId = '5f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f';
const retryOf = '019ab2ff-0000-7a11-8c22-3d4455667708';
const endedAt = '2026-11-22T02:41:17.208Z';

export const runExamples: EventExamples<PlanRunsEvent | RunEvent> = {
  RunRequested: [
    { planId, runId, order },
    { planId, runId, order: { ...order, window }, scheduledFor },
    { planId, runId, order: { ...order, retryOf } },
  ],
  ScheduledRunSkipped: [{ planId, runId, scheduledFor: '2026-11-23T02:00:00.000Z' }],
  RunStarted: [
    { runId, planId, startedAt: '2026-11-22T02:00:00.412Z', ...order },
    { runId, planId, startedAt: '2026-11-22T02:00:00.412Z', ...order, window },
    { runId, planId, startedAt: '2026-11-22T02:00:00.412Z', ...order, retryOf },
  ],
  RunPlanningAssigned: [{ runId, workerId, attempt: 1, until: '2026-11-22T02:10:00.530Z' }],
  RunPlanningHandedBack: [
    { runId, workerId },
    { runId, workerId, because: 'NO_PROGRESS' },
  ],
  RunPlanned: [
    { runId, tasks: 44, leftOut: 3, plannedAt: '2026-11-22T02:00:02.117Z' },
    { runId, tasks: 44, leftOut: 3, patternsWithoutEffect: ['legacy-*'], plannedAt: '2026-11-22T02:00:02.117Z' },
  ],
  RunForecast: [{ runId, requests: 214, seconds: 96, tasks: 44, accounts: 4, at: '2026-11-22T02:00:02.140Z' }],
  RunThrottled: [
    {
      ...{ runId, at: '2026-11-22T02:13:40.006Z', resumesAt: '2026-11-22T02:31:05.000Z' },
      accounts: [{ accountId, bucket: 'api', until: '2026-11-22T02:31:05.000Z' }],
    },
  ],
  RunPaused: [{ runId, at: '2026-11-22T05:00:00.731Z', resumesAt: '2026-11-22T21:00:00.000Z' }],
  RunResumed: [{ runId, at: '2026-11-22T02:31:05.349Z' }],
  RunCompleted: [{ runId, planId, captured: 9, unchanged: 35, endedAt }],
  RunEndedIncomplete: [
    {
      ...{ runId, planId, captured: 9, unchanged: 34, failed: 1, endedAt },
      missing: [{ repository: 'acme/payroll', reason: 'The account "backup-2" cannot see the repository.' }],
    },
  ],
  RunCancelled: [
    { runId, planId, reason: null, endedAt },
    { runId, planId, reason: 'Bitbucket has its maintenance tonight.', endedAt },
  ],
};
