import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LeaseDesk } from '@holdfast/runs';
import { runStream, taskStreams, type RunEvent, type TaskEvent } from '@holdfast/runs/contracts';
import { SimulatedWorkplace } from './testing/simulated-workplace.ts';
import type { WorkerEnvironment } from './worker-environment.ts';
import { standardLimits } from './worker-limits.ts';
import { Worker } from './worker.ts';

const hour = 3_600_000;

let place: SimulatedWorkplace;
beforeAll(async () => {
  place = await SimulatedWorkplace.start({ seed: { repositories: 6 } });
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

const working: Worker[] = [];
afterEach(async () => {
  await Promise.all(working.splice(0).map((worker) => worker.beforeApplicationShutdown()));
});

async function start(environment: WorkerEnvironment): Promise<Worker> {
  const worker = new Worker(environment, standardLimits);
  working.push(worker);
  await worker.onApplicationBootstrap();
  return worker;
}

/** The window began an hour ago and ends in two. */
function window() {
  const timeAt = (hours: number) => new Date(place.bed.clock.now().getTime() + hours * hour).toISOString().slice(11, 16);
  return { start: timeAt(-1), end: timeAt(2), timezone: 'UTC' };
}

/** The window ends just before a task asks for its requests, as the sixth to ask. */
function closingSoon(environment: WorkerEnvironment): WorkerEnvironment {
  let asked = 0;
  const acquire: LeaseDesk['acquire'] = (request, context) => {
    asked += 1;
    if (asked === 6) place.bed.clock.advance(2 * hour);
    return environment.leases.acquire(request, context);
  };
  return { ...environment, leases: { acquire } as unknown as LeaseDesk };
}

const runEvents = (runId: string) => place.bed.events<RunEvent>(runStream(runId));
async function taskEvents(runId: string): Promise<TaskEvent[]> {
  const all = (await place.bed.allEvents([taskStreams])).map((event) => JSON.parse(event) as TaskEvent);
  return all.filter(({ data }) => data.runId === runId);
}
async function lastByTask(runId: string): Promise<string[]> {
  return [...new Map((await taskEvents(runId)).map(({ type, data }) => [data.taskId, type])).values()];
}
const isAtRest = (type: string) => type !== 'TaskAssigned';

describe('A run that reaches the end of its window', () => {
  it('pauses with its tasks handed back, goes on in the next window, and fails nothing', async () => {
    const one = closingSoon(place.bed.environment);
    await start(one);
    const runId = await place.scene.startRun(['*'], window());
    await place.bed.until(async () => (await runEvents(runId)).some(({ type }) => type === 'RunPaused'));
    await place.bed.until(async () => (await lastByTask(runId)).every(isAtRest));
    expect(await lastByTask(runId)).toContain('TaskHandedBack');
    const paused = (await runEvents(runId)).filter((event) => event.type === 'RunPaused');
    expect(paused).toHaveLength(1);

    place.bed.clock.advance(Date.parse(paused[0]!.data.resumesAt) - place.bed.clock.now().getTime());
    await start(await place.bed.anotherWorker('two'));
    await place.bed.until(async () => (await lastByTask(runId)).every((type) => type === 'TaskCaptured'));
    expect(await lastByTask(runId)).toHaveLength(6);
    expect((await runEvents(runId)).map(({ type }) => type)).toContain('RunResumed');
  });

  it('takes on nothing before its window opens, while other runs go on', async () => {
    const runId = await place.scene.startRun(['*'], { ...window(), start: window().end, end: window().start });
    await start(place.bed.environment);
    const other = await place.scene.startRun(['web']);
    await place.bed.until(async () => (await lastByTask(other)).includes('TaskFoundUnchanged'));
    expect((await runEvents(runId)).map(({ type }) => type)).toEqual(['RunStarted', 'RunPaused']);
  });
});
