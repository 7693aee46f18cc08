import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { runStream, taskStream, type RunEvent, type TaskEvent } from '@holdfast/runs/contracts';
import { SimulatedWorkplace } from './testing/simulated-workplace.ts';
import { Workers } from './testing/workers.ts';

const workers = new Workers();
let place: SimulatedWorkplace;
beforeAll(async () => {
  place = await SimulatedWorkplace.start();
});
afterEach(async () => {
  await workers.stopAll();
  place.simulator.control.clearFaults();
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

const hang = (path: string, times: number) => {
  place.simulator.control.addFault({ path, times, effect: { kind: 'hang' } });
};
const reason = 'Nothing came of it for 3 seconds, 3 times.';

describe('Work of which nothing comes any more', () => {
  it('is aborted and tried again, and nothing is lost when it gets on then', async () => {
    hang('POST .*git-upload-pack', 2);
    await workers.start(place.bed.environment, { stallSeconds: 3 });
    const taskId = await place.plan('web');
    await place.bed.until(async () => (await place.taskState(taskId)).status === 'ended');
    const events = await place.bed.events<TaskEvent>(taskStream(taskId));
    expect(events.map(({ type }) => type).filter((type) => type !== 'TaskProgressed')).toEqual([
      ...['TaskPlanned', 'TaskAssigned', 'TaskHandedBack', 'TaskAssigned', 'TaskHandedBack', 'TaskAssigned', 'TaskCaptured'],
    ]);
    expect(events.find(({ type }) => type === 'TaskHandedBack')?.data).toMatchObject({ because: 'NO_PROGRESS' });
  });

  it('fails a task when that happens for the third time', async () => {
    hang('POST .*git-upload-pack', 100);
    await workers.start(place.bed.environment, { stallSeconds: 3 });
    const taskId = await place.plan('payments-api');
    await place.bed.until(async () => (await place.taskState(taskId)).status === 'ended');
    expect(await place.outcome(taskId)).toMatchObject({ type: 'TaskFailed', data: { code: 'NO_PROGRESS', reason } });
  });

  it('ends a run that cannot be planned', async () => {
    hang('GET /2.0/repositories/acme$', 100);
    await workers.start(place.bed.environment, { stallSeconds: 3 });
    const runId = await place.scene.startRun();
    const last = async () => (await place.bed.events<RunEvent>(runStream(runId))).at(-1);
    await place.bed.until(async () => (await last())?.type === 'RunEndedIncomplete');
    expect(await last()).toMatchObject({ data: { missing: [{ repository: '*', reason }] } });
  });
});
