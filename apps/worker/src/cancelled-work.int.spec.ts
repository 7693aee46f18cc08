import { readdir } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ledgerOf } from '@holdfast/quota';
import { CancelRun } from '@holdfast/runs';
import { runStream, taskStreams, type RunEvent, type TaskEvent } from '@holdfast/runs/contracts';
import { SimulatedWorkplace } from './testing/simulated-workplace.ts';
import { Workers } from './testing/workers.ts';

const workers = new Workers();
let place: SimulatedWorkplace;
beforeAll(async () => {
  place = await SimulatedWorkplace.start({ seed: { repositories: 6, admins: 1 } });
});
afterEach(async () => {
  await workers.stopAll();
  place.simulator.control.clearFaults();
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

const cancel = (runId: string, { bed, scene } = place) =>
  bed.environment.commands.execute(new CancelRun({ runId, reason: null }, scene.context()));
const runEvents = async (runId: string, { bed } = place) => (await bed.events<RunEvent>(runStream(runId))).map(({ type }) => type);
async function taskTypes(runId: string, { bed } = place): Promise<string[][]> {
  const all = (await bed.allEvents([taskStreams]))
    .map((event) => JSON.parse(event) as TaskEvent)
    .filter(({ data }) => data.runId === runId);
  const ids = [...new Set(all.map(({ data }) => data.taskId))];
  return ids.map((id) => all.filter(({ data }) => data.taskId === id).map(({ type }) => type));
}
async function openLeases({ bed, simulator } = place): Promise<number> {
  const state = await bed.environment.ledgers.state(simulator.credentials.admin.account);
  return (['api', 'git'] as const).flatMap((bucket) => ledgerOf(state, bucket).leases).length;
}
const hang = (path: string) => {
  place.simulator.control.addFault({ path, times: 100, effect: { kind: 'hang' } });
};
const scratch = () => readdir(place.bed.environment.scratchDirectory).catch(() => []);
const inHand = async (runId: string, at = place) => (await taskTypes(runId, at)).filter((types) => types.at(-1) === 'TaskAssigned').length;

describe('The work of a run that is cancelled', () => {
  it('is aborted where it is in hand, and not taken on where it is not', async () => {
    hang('POST .*git-upload-pack');
    await workers.start(place.bed.environment, { tasks: 2 });
    const runId = await place.scene.startRun();
    await place.bed.until(async () => (await inHand(runId)) === 2);
    await cancel(runId);
    await place.bed.until(async () => (await inHand(runId)) === 0);
    const types = await taskTypes(runId);
    expect(types.filter((of) => of.at(-1) === 'TaskHandedBack')).toHaveLength(2);
    expect(types.filter((of) => of.at(-1) === 'TaskPlanned')).toHaveLength(4);
    await workers.stopAll();
    expect([await scratch(), await openLeases()]).toEqual([[], 0]);
    expect((await runEvents(runId)).at(-1)).toBe('RunCancelled');
  });

  it('is aborted also while it is planned, and makes room for the next run', async () => {
    hang('GET /2.0/repositories/acme$');
    await workers.start(place.bed.environment);
    const runIds = [await place.scene.startRun(), await place.scene.startRun()];
    await place.bed.until(async () => (await Promise.all(runIds.map((id) => runEvents(id)))).every((types) => types.length === 2));
    await Promise.all(runIds.map((id) => cancel(id)));
    place.simulator.control.clearFaults();
    const next = await place.scene.startRun();
    await place.bed.until(async () => (await runEvents(next)).includes('RunPlanned'));
    for (const id of runIds) expect(await runEvents(id)).toEqual(['RunStarted', 'RunPlanningAssigned', 'RunCancelled']);
    await cancel(next);
  });

  it('is aborted also while it waits for quota', async () => {
    await using poor = await SimulatedWorkplace.start({ seed: { admins: 1 }, rules: { git: { limit: 1 } } });
    await workers.start(poor.bed.environment);
    const runId = await poor.scene.startRun();
    await poor.bed.until(async () => (await runEvents(runId, poor)).includes('RunThrottled'));
    await cancel(runId, poor);
    await poor.bed.until(async () => (await inHand(runId, poor)) === 0);
    expect((await runEvents(runId, poor)).at(-1)).toBe('RunCancelled');
    expect((await taskTypes(runId, poor)).flat()).not.toContain('TaskFailed');
    await workers.stopAll();
    expect(await openLeases(poor)).toBe(0);
  });
});
