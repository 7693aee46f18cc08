import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ReportOnTask, restore } from '@holdfast/runs';
import {
  restoreStream,
  runStream,
  taskStream,
  type RestoreEvent,
  type RunEvent,
  type TaskAssigned,
  type TaskEvent,
} from '@holdfast/runs/contracts';
import { dyingAt } from './testing/dying-at.ts';
import { SimulatedWorkplace } from './testing/simulated-workplace.ts';
import type { WorkerEnvironment } from './worker-environment.ts';
import { standardLimits, type WorkerLimits } from './worker-limits.ts';
import { Worker } from './worker.ts';

let place: SimulatedWorkplace;
let one: WorkerEnvironment;
let two: WorkerEnvironment;
beforeAll(async () => {
  place = await SimulatedWorkplace.start({ seed: { repositories: 6 } });
  one = place.bed.environment;
  two = await place.bed.anotherWorker('two');
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

const working: Worker[] = [];

async function start(environment: WorkerEnvironment, limits: Partial<WorkerLimits> = {}): Promise<Worker> {
  const worker = new Worker(environment, { ...standardLimits, ...limits });
  working.push(worker);
  await worker.onApplicationBootstrap();
  return worker;
}

const stop = (worker: Worker) => worker.beforeApplicationShutdown();

afterEach(async () => {
  await Promise.all(working.splice(0).map(stop));
  place.simulator.control.clearFaults();
});

const eventsOf = (taskId: string) => place.bed.events<TaskEvent>(taskStream(taskId));
const assignmentsOf = async (taskId: string) =>
  (await place.bed.events<TaskAssigned>(taskStream(taskId), 'TaskAssigned')).map(({ data }) => `${data.attempt} ${data.workerId}`);
const typesOf = async (taskId: string) => (await eventsOf(taskId)).map(({ type }) => type);
const hasEnded = async (taskId: string) => (await place.taskState(taskId)).status === 'ended';

/** The next fetch of a repository is left without an answer until the worker stops. */
function holdUp(): void {
  place.simulator.control.addFault({ path: 'POST .*git-upload-pack', times: 100, effect: { kind: 'hang' } });
}

describe('A worker', () => {
  it('plans a run that was started, and captures its tasks', async () => {
    await start(one);
    const runId = await place.scene.startRun();
    const tasks = async () =>
      (await place.bed.allEvents(['task-'])).filter((event) => event.includes('TaskCaptured') && event.includes(runId));
    await place.bed.until(async () => (await tasks()).length === 6);
    const [started, assigned, planned] = await place.bed.events<RunEvent>(runStream(runId));
    expect([started?.type, assigned?.type, planned?.data]).toEqual([
      'RunStarted',
      'RunPlanningAssigned',
      expect.objectContaining({ tasks: 6, leftOut: 0 }),
    ]);
  });

  it('restores what is asked for', async () => {
    await place.capture('web');
    await start(one);
    const restoreId = one.newId();
    const target = { kind: 'directory', path: join(place.bed.directory, 'restored', 'web') } as const;
    const { snapshotId, manifestDigest } = await place.lastSnapshot('web');
    const command = { type: 'RequestRestore', restoreId, now: one.clock().getTime(), snapshotId, manifestDigest, target } as const;
    await one.repository.decide(restore, restoreStream(restoreId), command, place.scene.context());
    const last = async () => (await place.bed.events<RestoreEvent>(restoreStream(restoreId))).at(-1)?.type;
    await place.bed.until(async () => ['RestoreCompleted', 'RestoreFailed'].includes(String(await last())));
    expect(await last()).toBe('RestoreCompleted');
  });

  it('hands back what it has in hand when it is stopped, and the next one captures it', async () => {
    holdUp();
    const stopped = await start(one);
    const taskId = await changed('web');
    await place.bed.until(async () => (await assignmentsOf(taskId)).length > 0);
    await stop(stopped);
    expect((await typesOf(taskId)).slice(-2)).toEqual(['TaskAssigned', 'TaskHandedBack']);
    place.simulator.control.clearFaults();
    await start(two);
    await place.bed.until(() => hasEnded(taskId));
    expect(await assignmentsOf(taskId)).toEqual(['1 one', '2 two']);
    expect((await typesOf(taskId)).at(-1)).toBe('TaskCaptured');
  });

  it('takes nothing on any more when it is stopped', async () => {
    await stop(await start(one));
    const taskId = await place.plan('web');
    await start(two);
    await place.bed.until(() => hasEnded(taskId));
    expect(await assignmentsOf(taskId)).toEqual(['1 two']);
  });

  it('hands back what it cannot do at present: that is no failure of the repository', async () => {
    await place.capture('web');
    await start(dyingAt('RecordUnchanged', one));
    const taskId = await place.plan('web');
    await place.bed.until(async () => (await typesOf(taskId)).includes('TaskHandedBack'));
    await start(two);
    await place.bed.until(() => hasEnded(taskId));
    expect((await typesOf(taskId)).at(-1)).toBe('TaskFoundUnchanged');
  });

  it('begins with an empty scratch directory', async () => {
    await mkdir(join(one.scratchDirectory, 'of a process that died'), { recursive: true });
    await writeFile(join(one.scratchDirectory, 'of a process that died', 'new.bundle'), 'in clear');
    await start(one);
    expect(await readdir(one.scratchDirectory).catch(() => [])).toEqual([]);
  });
});

describe('Of two workers', () => {
  it('one captures each task, once', async () => {
    await Promise.all([start(one), start(two)]);
    const before = await snapshotCounts();
    const slugs = place.simulator.repositories.map(({ slug }) => slug);
    const taskIds = await Promise.all(slugs.map(changed));
    await place.bed.until(async () => (await Promise.all(taskIds.map(hasEnded))).every(Boolean));
    for (const taskId of taskIds) {
      const types = (await typesOf(taskId)).filter((type) => type !== 'TaskProgressed'); // where the machine is slow
      expect(types).toEqual(['TaskPlanned', 'TaskAssigned', 'TaskCaptured']);
    }
    expect(await snapshotCounts()).toEqual(before.map((count) => count + 1));
  });

  it('the second takes over what the first let lapse, and not before', async () => {
    const taskId = await place.plan('web');
    const until = one.clock().getTime() + 600_000;
    await one.commands.execute(new ReportOnTask({ type: 'AssignTask', taskId, workerId: 'gone', until }, place.scene.context()));
    await start(two);
    const another = await place.plan('web');
    await place.bed.until(() => hasEnded(another));
    expect(await assignmentsOf(taskId)).toEqual(['1 gone']);
    place.bed.clock.advance(600_000);
    await place.plan('payments-api'); // something happens, so that it looks
    await place.bed.until(() => hasEnded(taskId));
    expect(await assignmentsOf(taskId)).toEqual(['1 gone', '2 two']);
  });

  it('the first goes on at once with what it had when it died', async () => {
    const taskId = await place.plan('web');
    const until = one.clock().getTime() + 600_000;
    await one.commands.execute(new ReportOnTask({ type: 'AssignTask', taskId, workerId: 'one', until }, place.scene.context()));
    await start(two);
    await start(one);
    await place.bed.until(() => hasEnded(taskId));
    expect(await assignmentsOf(taskId)).toEqual(['1 one', '2 one']);
  });
});

/** A task for a repository in which there is something to capture. */
async function changed(slug: string): Promise<string> {
  await place.simulator.control.push(slug, 'work', 1);
  return place.plan(slug);
}

function snapshotCounts(): Promise<number[]> {
  return Promise.all(place.simulator.repositories.map(async ({ slug }) => (await place.snapshots(slug)).length));
}
