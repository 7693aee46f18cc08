import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CancelRun, EndRun, ReportOnTask, RetryRun } from '@holdfast/runs';
import { runStream, taskStreams, type RunEvent, type TaskPlanned } from '@holdfast/runs/contracts';
import { dyingAt } from '../testing/dying-at.ts';
import { SimulatedWorkplace } from '../testing/simulated-workplace.ts';
import { planRun } from './plan-run.job.ts';

const never = new AbortController().signal;

let place: SimulatedWorkplace;
beforeAll(async () => {
  place = await SimulatedWorkplace.start();
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

const give = <T>(command: object): Promise<T> => place.bed.environment.commands.execute(command as never);
const plan = (runId: string, environment = place.bed.environment) => planRun(environment, runId, never);

async function tasksOf(runId: string): Promise<TaskPlanned['data'][]> {
  const all = (await place.bed.allEvents([taskStreams])).map((event) => JSON.parse(event) as TaskPlanned);
  const tasks = all.filter(({ type, data }) => (type as string) === 'TaskPlanned' && data.runId === runId).map(({ data }) => data);
  return tasks.sort((a, b) => a.repository.slug.localeCompare(b.repository.slug));
}
const slugsOf = async (runId: string) => (await tasksOf(runId)).map(({ repository }) => repository.slug);
const lastOf = async (runId: string) => (await place.bed.events<RunEvent>(runStream(runId))).at(-1)!;

/** Ends the task of each repository that is named here. */
async function ends(runId: string, outcomes: Readonly<Record<string, object>>): Promise<void> {
  for (const { taskId, repository } of await tasksOf(runId)) {
    const outcome = outcomes[repository.slug];
    if (outcome) await give(new ReportOnTask({ ...outcome, taskId } as ReportOnTask['data'], place.scene.context()));
  }
}
const captured = { type: 'RecordCapture', snapshotId: 's1', bytes: 42, notCaptured: [] };
const lacking = { ...captured, notCaptured: [{ what: 'lfs', why: 'off' }] };
const unchanged = { type: 'RecordUnchanged', snapshotId: 's0' };
const failed = { type: 'RecordFailure', code: 'GONE', reason: 'it is gone' };

const cancel = (runId: string) => give(new CancelRun({ runId, reason: null }, place.scene.context()));
const endRun = (runId: string) => give(new EndRun({ runId, captured: 0, unchanged: 0, failed: 1, missing: [] }, place.scene.context()));
async function retryOf(runId: string): Promise<string> {
  return (await give<{ id: string }>(new RetryRun({ runId }, place.scene.context()))).id;
}
/** The read models show the run that is planned: that is how a worker comes by it. */
const isShown = (runId: string) => () =>
  Promise.resolve(place.bed.environment.readModels.database.get('SELECT 1 FROM run WHERE id = ?', runId) !== undefined);

async function retried(runId: string): Promise<string> {
  const retry = await retryOf(runId);
  await place.bed.until(isShown(retry));
  place.requestsSince();
  await plan(retry);
  return retry;
}

describe('A run that retries another', () => {
  it('takes just what that left undone, without a listing', async () => {
    const first = await place.scene.startRun();
    await plan(first);
    await ends(first, { infrastructure: captured, 'mobile-app': lacking, 'payments-api': unchanged, web: failed });
    await endRun(first);
    const retry = await retried(first);
    const [mobileApp, web] = await tasksOf(retry);
    expect([mobileApp?.repository, web?.repository]).toEqual([place.reference('mobile-app'), place.reference('web')]);
    expect(await lastOf(retry)).toMatchObject({ type: 'RunPlanned', data: { tasks: 2, leftOut: 0 } });
    expect(place.requestsSince().api).toBe(0);

    await ends(retry, { 'mobile-app': captured, web: failed });
    await endRun(retry);
    const again = await retried(retry);
    expect(await slugsOf(again)).toEqual(['web']);
    await cancel(again);
  });

  it('takes also what was never begun of one that was cancelled', async () => {
    const first = await place.scene.startRun();
    await plan(first);
    await ends(first, { web: captured });
    await cancel(first);
    const retry = await retried(first);
    expect(await slugsOf(retry)).toEqual(['infrastructure', 'mobile-app', 'payments-api']);
    await cancel(retry);
  });

  it('lists when the other one was never planned to its end, and leaves out what that has done', async () => {
    const first = await place.scene.startRun(['*'], undefined);
    await expect(plan(first, dyingAt('RecordPlan', place.bed.environment))).rejects.toThrow();
    await ends(first, { web: captured, infrastructure: failed });
    await cancel(first);
    const retry = await retried(first);
    expect(await slugsOf(retry)).toEqual(['infrastructure', 'mobile-app', 'payments-api']);
    await cancel(retry);
  });

  it('does the same when it retries one that did not even come to plan its retry', async () => {
    const first = await place.scene.startRun();
    await plan(first);
    await ends(first, { infrastructure: captured, 'mobile-app': captured });
    await cancel(first);
    const unplanned = await retryOf(first);
    await cancel(unplanned);
    const retry = await retried(unplanned);
    expect(await slugsOf(retry)).toEqual(['payments-api', 'web']);
    expect(place.requestsSince().api).toBe(0);
    await cancel(retry);
  });
});
