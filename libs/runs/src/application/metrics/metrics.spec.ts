import { describe, expect, it } from '@jest/globals';
import { projected, type Stored } from '@holdfast/event-sourcing/testing';
import type { AccountView } from '../../contracts/run.views.ts';
import { accountStream } from '../../contracts/account.stream.ts';
import { runStream } from '../../contracts/run.events.ts';
import { taskStream } from '../../contracts/task.events.ts';
import { at } from '../../testing/one-run.ts';
import { metricsText } from './metrics.ts';
import { usageProjection } from './usage.projection.ts';

const ofAnn = { accountId: 'a-ann', bucket: 'api' };
const ofAccount = (type: string, data: object): Stored => [accountStream('a-ann'), { type, data: { ...ofAnn, ...data } }];
const inRun = (type: string, data: object): Stored => [runStream('run1'), { type, data: { runId: 'run1', ...data } }];
const inTask = (type: string, data: object): Stored => [taskStream('task1'), { type, data: { taskId: 'task1', runId: 'run1', ...data } }];

const ann: AccountView = {
  ...{ id: 'a-ann', name: 'Ann', kind: 'user', credentials: [] },
  buckets: [
    {
      ...{ bucket: 'api', limit: 1_000, limitFrom: 'settings', windowSeconds: 3_600, spent: 12, leased: 30 },
      ...{ reserve: 100, foreign: 3, available: 858, limitedUntil: null },
    },
  ],
};
const samples = async (accounts: readonly AccountView[], lag: number | null, ...events: readonly Stored[]) =>
  (await metricsText(accounts, projected([usageProjection], ...events), lag))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

describe('what Prometheus reads', () => {
  it('sums what was done with each account, from the first event on', async () => {
    const found = await samples(
      [],
      null,
      ofAccount('QuotaLeaseGranted', { requests: 30 }),
      ofAccount('QuotaLeaseSettled', { spent: 7 }),
      ofAccount('AccountSpentOnTrial', { requests: 4 }),
      ofAccount('AccountRateLimited', {}),
    );
    expect(found).toEqual([
      'holdfast_requests_total{account="a-ann",bucket="api"} 11',
      'holdfast_leases_granted_total{account="a-ann",bucket="api"} 1',
      'holdfast_rate_limited_total{account="a-ann",bucket="api"} 1',
    ]);
  });

  it('counts switches by their reason, tasks and runs by their outcome', async () => {
    const found = await samples(
      [],
      null,
      inTask('TaskCredentialSwitched', { reason: 'QUOTA_SPENT' }),
      inTask('TaskCredentialSwitched', { reason: 'QUOTA_SPENT' }),
      inTask('TaskCaptured', {}),
      inRun('RunCompleted', { endedAt: at(9) }),
    );
    expect(found).toEqual([
      'holdfast_credential_switches_total{reason="QUOTA_SPENT"} 2',
      'holdfast_runs_ended_total{outcome="completed"} 1',
      'holdfast_tasks_ended_total{outcome="captured"} 1',
    ]);
  });

  it('measures a wait from its beginning to its end, however often it was told', async () => {
    const throttled = (minute: number) => inRun('RunThrottled', { at: at(minute), accounts: [ofAnn] });
    const wait = 'holdfast_throttled_seconds_total{account="a-ann",bucket="api"} ';
    expect(await samples([], null, throttled(1), throttled(2))).toEqual([]);
    expect(await samples([], null, throttled(1), throttled(2), inRun('RunResumed', { at: at(4) }))).toEqual([`${wait}180`]);
    expect(await samples([], null, throttled(1), inRun('RunCancelled', { endedAt: at(2) }))).toContain(`${wait}60`);
  });

  it('shows what each account has at present, without its name', async () => {
    const found = await samples([ann], 0.5);
    expect(found).toEqual([
      'holdfast_account_limit{account="a-ann",bucket="api"} 1000',
      'holdfast_account_spent{account="a-ann",bucket="api"} 12',
      'holdfast_account_leased{account="a-ann",bucket="api"} 30',
      'holdfast_account_foreign{account="a-ann",bucket="api"} 3',
      'holdfast_account_available{account="a-ann",bucket="api"} 858',
      'holdfast_read_model_lag_seconds 0.5',
    ]);
  });
});
