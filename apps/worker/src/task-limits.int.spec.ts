import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { taskStreams, type TaskEvent } from '@holdfast/runs/contracts';
import { SimulatedWorkplace } from './testing/simulated-workplace.ts';
import { Workers } from './testing/workers.ts';
import type { WorkerEnvironment } from './worker-environment.ts';

const workers = new Workers();
let place: SimulatedWorkplace;
let two: WorkerEnvironment;
beforeAll(async () => {
  place = await SimulatedWorkplace.start({ seed: { repositories: 6 } });
  two = await place.bed.anotherWorker('two');
});
afterEach(() => workers.stopAll());
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

const tasksOf = async (runIds: readonly string[]) => {
  const all = (await place.bed.allEvents([taskStreams])).map((event) => JSON.parse(event) as TaskEvent);
  return all.filter(({ data }) => runIds.includes(data.runId));
};
const isEnd = ({ type }: TaskEvent) => ['TaskCaptured', 'TaskFoundUnchanged', 'TaskFailed'].includes(type);

/** The most tasks that were at work at once; a task that was given back at once was not. */
function mostAtOnce(events: readonly TaskEvent[]): number {
  let most = 0;
  const atWork = new Set<string>();
  for (const [index, event] of events.entries()) {
    const { taskId } = event.data;
    const next = events.slice(index + 1).find(({ data }) => data.taskId === taskId);
    if (event.type === 'TaskAssigned' && next?.type !== 'TaskHandedBack') atWork.add(taskId);
    if (isEnd(event)) atWork.delete(taskId);
    most = Math.max(most, atWork.size);
  }
  return most;
}

describe('Several workers', () => {
  it.each([
    ['of one organization', { organizationTasks: 2 }],
    ['of all organizations', { runningTasks: 2 }],
  ])('never have more tasks at work together than may be: %s', async (_, limits) => {
    await Promise.all([workers.start(place.bed.environment, limits), workers.start(two, limits)]);
    const runIds = [await place.scene.startRun()];
    await place.bed.until(async () => (await tasksOf(runIds)).filter(isEnd).length === 6);
    expect(mostAtOnce(await tasksOf(runIds))).toBe(2);
  });

  it('give two runs at the same time equal shares', async () => {
    const [many, few] = [await place.scene.startRun(), await place.scene.startRun(['web', 'mobile-app'])];
    const whilePlanning = await workers.start(place.bed.environment, { tasks: 1 });
    await place.bed.until(async () => (await tasksOf([many, few])).filter(isEnd).length === 8);
    await whilePlanning.beforeApplicationShutdown();
    const ends = (await tasksOf([many, few])).filter(isEnd).map(({ data }) => data.runId);
    const lastOfFew = ends.lastIndexOf(few);
    expect(lastOfFew).toBeLessThan(6);
  });
});
