import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AccountEvent } from '@holdfast/quota';
import { accountStream, taskStream, type TaskCaptured, type TaskCredentialSwitched, type TaskEvent } from '@holdfast/runs/contracts';
import type { SagaRunner } from '@holdfast/event-sourcing';
import { startAccountSwitcher } from '../testing/account-switcher.ts';
import { SimulatedWorkplace } from '../testing/simulated-workplace.ts';
import { captureTask } from './capture-task.job.ts';

let place: SimulatedWorkplace;
let orchestrator: SagaRunner;
beforeEach(async () => {
  place = await SimulatedWorkplace.start({ seed: { repositories: 8 } });
  orchestrator = await startAccountSwitcher(place.bed);
});
afterEach(async () => {
  await orchestrator.stop();
  await place[Symbol.asyncDispose]();
});

const accounts = () => [place.simulator.credentials.admin, ...place.simulator.credentials.additional];

/** Captures all repositories at the same time, in one process. Answers the tasks. */
async function captureAll(): Promise<string[]> {
  const { signal } = new AbortController();
  const taskIds = await Promise.all(place.simulator.repositories.map(({ slug }) => place.plan(slug)));
  await Promise.all(taskIds.map((taskId) => captureTask(place.bed.environment, taskId, signal)));
  return taskIds;
}

const endsOf = (taskIds: readonly string[]): Promise<TaskEvent[]> => Promise.all(taskIds.map((taskId) => place.outcome(taskId)));

async function switchesOf(taskIds: readonly string[]): Promise<string[]> {
  const ofTask = (taskId: string) => place.bed.events<TaskCredentialSwitched>(taskStream(taskId), 'TaskCredentialSwitched');
  const switches = (await Promise.all(taskIds.map(ofTask))).flat();
  return switches.map(({ data }) => data.reason);
}

async function accountEvents(type: AccountEvent['type']): Promise<AccountEvent[]> {
  const events = await Promise.all(accounts().map(({ account }) => place.bed.events<AccountEvent>(accountStream(account), type)));
  return events.flat();
}

async function settled(): Promise<number> {
  const leases = await accountEvents('QuotaLeaseSettled');
  return leases.reduce((sum, event) => sum + (event.type === 'QuotaLeaseSettled' ? event.data.spent : 0), 0);
}

describe('Many captures at the same time', () => {
  it('count every request that Bitbucket counted, once, in the ledgers and in the ends of the tasks', async () => {
    place.requestsSince();
    const ends = await endsOf(await captureAll());
    expect(ends.map(({ type }) => type)).toEqual(Array(ends.length).fill('TaskCaptured'));
    const { api, git } = place.requestsSince();
    expect(await settled()).toBe(api + git);
    const paid = ends.flatMap((end) => (end as TaskCaptured).data.requests ?? []);
    expect(paid.reduce((sum, { count }) => sum + count, 0)).toBe(api + git);
    expect((await accountEvents('QuotaLeaseSettled')).length).toBe((await accountEvents('QuotaLeaseGranted')).length);
  });

  it('go on without an account that is revoked in the middle: one rejection, no task fails, nothing is fetched twice', async () => {
    const revoked = accounts()[1]!;
    place.simulator.control.addFault({
      path: 'GET .*/pullrequests',
      times: 1_000,
      account: revoked.account,
      effect: { kind: 'status', status: 401 },
    });
    const taskIds = await captureAll();
    expect((await endsOf(taskIds)).map(({ type }) => type)).toEqual(Array(taskIds.length).fill('TaskCaptured'));
    expect(await accountEvents('AccountRejected')).toHaveLength(1);
    expect(new Set(await switchesOf(taskIds))).toEqual(new Set(['CREDENTIAL_REJECTED']));
    const pages = place.simulator.control.requests().filter(({ status, path }) => status === 200 && path.includes('/pullrequests?'));
    expect(pages.length).toBeGreaterThan(0);
    expect(pages).toHaveLength(new Set(pages.map(({ path }) => path)).size);
  });

  it.each(['text', 'json', 'retry-after-seconds', 'retry-after-date', 'envoy', 'forbidden'] as const)(
    'meet a refusal with one event and fail no task when it comes as %s',
    async (shape) => {
      const { account } = accounts()[0]!;
      const effect = { kind: 'rate-limited', shape, seconds: 600 } as const;
      place.simulator.control.addFault({ path: 'GET .*/pullrequests', account, effect });
      const taskIds = await captureAll();
      expect((await endsOf(taskIds)).map(({ type }) => type)).toEqual(Array(taskIds.length).fill('TaskCaptured'));
      expect(await accountEvents('AccountRateLimited')).toHaveLength(1);
      expect(new Set(await switchesOf(taskIds))).toEqual(new Set(['RATE_LIMITED']));
    },
  );

  it('do not believe an account that lost its rights, and leave it, task by task', async () => {
    const blind = accounts()[2]!;
    for (const path of ['\\.git/info/refs', '/pullrequests'])
      place.simulator.control.addFault({ path, times: 1_000, account: blind.account, effect: { kind: 'status', status: 404 } });
    const taskIds = await captureAll();
    expect((await endsOf(taskIds)).map(({ type }) => type)).toEqual(Array(taskIds.length).fill('TaskCaptured'));
    const reasons = await switchesOf(taskIds);
    expect(new Set(reasons)).toEqual(new Set(['NOT_VISIBLE']));
  });
});
