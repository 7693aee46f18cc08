import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ReportOnTask } from '@holdfast/runs';
import { taskStream, workerStream, type TaskAssigned, type WorkerSeen } from '@holdfast/runs/contracts';
import { CLAIM_MS } from './claims.ts';
import { Presence } from './presence.ts';
import { SimulatedWorkplace } from './testing/simulated-workplace.ts';
import { Workers } from './testing/workers.ts';
import type { WorkerEnvironment } from './worker-environment.ts';

const workers = new Workers();
let place: SimulatedWorkplace;
let two: WorkerEnvironment;
beforeAll(async () => {
  place = await SimulatedWorkplace.start();
  two = await place.bed.anotherWorker('two');
});
afterEach(() => workers.stopAll());
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

const presenceOf = (workerId: string) =>
  new Presence(
    { ...place.bed.environment, workerId },
    () => true,
    () => undefined,
  );
const untilOf = async (workerId: string) =>
  (await place.bed.events<WorkerSeen>(workerStream(workerId))).map(({ data }) => Date.parse(data.until));
const assignmentsOf = async (taskId: string) =>
  (await place.bed.events<TaskAssigned>(taskStream(taskId), 'TaskAssigned')).map(({ data }) => data.workerId);
const hasEnded = async (taskId: string) => (await place.taskState(taskId)).status === 'ended';

describe('A worker that has work in hand', () => {
  it('says until when it is there, and leaves no trail of it', async () => {
    const presence = presenceOf('diligent');
    for (let time = 0; time < 8; time++) {
      place.bed.clock.advance(1_000);
      await presence.say();
    }
    const until = await untilOf('diligent');
    expect(until).toHaveLength(5);
    expect(until.at(-1)! - place.bed.clock.now().getTime()).toBeGreaterThan(CLAIM_MS - 1_000);
  });

  it('keeps all of it for as long as it says that it is there; then others take it over within a minute', async () => {
    const taskId = await place.plan('web');
    const until = place.bed.clock.now().getTime() + CLAIM_MS;
    const { commands } = place.bed.environment;
    await commands.execute(new ReportOnTask({ type: 'AssignTask', taskId, workerId: 'steady', until }, place.scene.context()));
    place.bed.clock.advance(CLAIM_MS - 1_000);
    await presenceOf('steady').say();
    place.bed.clock.advance(2_000);

    await workers.start(two);
    const another = await place.plan('mobile-app');
    await place.bed.until(() => hasEnded(another));
    expect(await assignmentsOf(taskId)).toEqual(['steady']);

    place.bed.clock.advance(CLAIM_MS);
    await place.plan('payments-api'); // something happens, so that it looks
    await place.bed.until(() => hasEnded(taskId));
    expect(await assignmentsOf(taskId)).toEqual(['steady', 'two']);
  });

  it('lets go of what somebody else has taken over', async () => {
    place.simulator.control.addFault({ path: 'POST .*git-upload-pack', times: 100, effect: { kind: 'hang' } });
    await workers.start(two);
    const taskId = await place.plan('infrastructure');
    await place.bed.until(async () => (await assignmentsOf(taskId)).length === 1);
    place.bed.clock.advance(CLAIM_MS);
    const { commands, clock } = place.bed.environment;
    const claim = { workerId: 'usurper', until: clock().getTime() + CLAIM_MS, from: { workerId: 'two', seenUntil: 0 } };
    await commands.execute(new ReportOnTask({ type: 'AssignTask', taskId, ...claim }, place.scene.context()));
    await workers.stopAll();
    place.simulator.control.clearFaults();
    expect((await place.outcome(taskId)).type).toBe('TaskAssigned');
    expect(await assignmentsOf(taskId)).toEqual(['two', 'usurper']);
  });
});
