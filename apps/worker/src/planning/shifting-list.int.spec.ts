import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { runStream, taskStreams, type RunEvent, type TaskPlanned } from '@holdfast/runs/contracts';
import { SimulatedWorkplace } from '../testing/simulated-workplace.ts';
import { planRun } from './plan-run.job.ts';

let place: SimulatedWorkplace;
beforeAll(async () => {
  place = await SimulatedWorkplace.start({ seed: { repositories: 120, git: false, pullRequests: 0 } });
});
afterAll(() => place[Symbol.asyncDispose]());
afterEach(() => {
  place.simulator.control.clearFaults();
});

/** Answers how planning ended, and how many repositories got a task. */
async function planned(): Promise<{ end: RunEvent; repositories: number }> {
  const runId = await place.scene.startRun();
  await planRun(place.bed.environment, runId, new AbortController().signal);
  const tasks = (await place.bed.allEvents([taskStreams])).map((event) => JSON.parse(event) as TaskPlanned);
  const ids = tasks
    .filter(({ type, data }) => (type as string) === 'TaskPlanned' && data.runId === runId)
    .map((event) => event.data.repository.id);
  return { end: (await place.bed.events<RunEvent>(runStream(runId))).at(-1)!, repositories: new Set(ids).size };
}

const shift = (times: number) => {
  place.simulator.control.addFault({ path: 'GET .*/repositories/acme$', times, effect: { kind: 'shifted-page', by: 1 } });
};

describe('Planning from a list that shifts while it is read', () => {
  it('reads it again, and leaves out no repository', async () => {
    shift(1);
    expect(await planned()).toMatchObject({ end: { type: 'RunPlanned', data: { tasks: 120 } }, repositories: 120 });
  });

  it('fails and says why when it never holds still, rather than pass one over', async () => {
    shift(10);
    const { end, repositories } = await planned();
    expect(JSON.stringify(end.data)).toContain('something may be missing from it: it says that it has 120, and showed 119');
    expect([end.type, repositories]).toEqual(['RunEndedIncomplete', 0]);
  });
});
