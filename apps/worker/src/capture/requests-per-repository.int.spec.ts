import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlanContent } from '@holdfast/plans/contracts';
import { taskStream, type TaskEvent, type TaskPlanned } from '@holdfast/runs/contracts';
import { planRun } from '../planning/plan-run.job.ts';
import { SimulatedWorkplace } from '../testing/simulated-workplace.ts';
import { captureTask } from './capture-task.job.ts';

const never = new AbortController().signal;
const atOnce = 8;

/** A whole run: the list, and then every repository. Answers how many tasks ended how. */
async function run(place: SimulatedWorkplace): Promise<Record<string, number>> {
  const { environment } = place.bed;
  place.simulator.control.resetStatistics();
  const runId = await place.scene.startRun();
  await planRun(environment, runId, never);
  const tasks = (await place.bed.allEvents(['task-']))
    .map((event) => JSON.parse(event) as TaskEvent)
    .filter((event): event is TaskPlanned => event.type === 'TaskPlanned' && event.data.runId === runId)
    .map(({ data }) => data.taskId);
  const waiting = [...tasks];
  const work = async () => {
    for (let taskId = waiting.pop(); taskId !== undefined; taskId = waiting.pop()) await captureTask(environment, taskId, never);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return tally((await Promise.all(tasks.map((taskId) => place.bed.events<TaskEvent>(taskStream(taskId))))).map((all) => all.at(-1)!.type));
}

function tally(names: readonly string[]): Record<string, number> {
  return Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((one) => one === name).length]));
}

/** What was asked, by kind. */
function asked({ simulator }: SimulatedWorkplace): Record<string, number> {
  const requests = simulator.control.requests();
  return tally(requests.map(({ pattern }) => pattern.replace('GET /repositories/{workspace}', 'GET …')));
}

function askedTwice({ simulator }: SimulatedWorkplace): string[] {
  const requests = simulator.control.requests().map(({ method, path }) => `${method} ${path}`);
  return requests.filter((request, index) => requests.indexOf(request) !== index);
}

function workplaceOf(repositories: number, git: boolean): Promise<SimulatedWorkplace> {
  const content: PlanContent = { git, lfs: false, metadata: ['pullrequests'] };
  const seed = { repositories, git, pullRequests: 1, commentsPerPullRequest: 1, bigFileBytes: 0 };
  return SimulatedWorkplace.start({ content, seed, rules: { api: { limit: 100_000 } }, limits: { api: 100_000 } });
}

describe('The requests of a run over 120 repositories', () => {
  let place: SimulatedWorkplace;
  beforeAll(async () => {
    place = await workplaceOf(120, false);
  });
  afterAll(() => place[Symbol.asyncDispose]());

  it('are, the first time, two pages of the list, and two requests for each repository with one pull request', async () => {
    const ended = await run(place);
    expect(ended).toEqual({ TaskCaptured: 120 });
    const withPullRequests = 118; // the third repository is empty, the sixth a fork without any
    expect(asked(place)).toEqual({
      'GET …': 2,
      'GET …/{repo_slug}/pullrequests': 120,
      'GET …/{repo_slug}/pullrequests/{pull_request_id}/comments': withPullRequests,
    });
    expect(askedTwice(place)).toEqual([]);
  });

  it('are, when nothing has changed, one for each repository and the list', async () => {
    expect(await run(place)).toEqual({ TaskFoundUnchanged: 120 });
    expect(asked(place)).toEqual({ 'GET …': 2, 'GET …/{repo_slug}/pullrequests': 120 });
    expect((2 + 120) / 120).toBeLessThanOrEqual(1.1);
    expect(askedTwice(place)).toEqual([]);
  });

  it('grow by the comments of what has changed, and by nothing else', async () => {
    for (const { slug } of place.simulator.repositories.slice(10, 15)) place.simulator.control.comment(slug, 1, 'new');
    expect(await run(place)).toEqual({ TaskFoundUnchanged: 115, TaskCaptured: 5 });
    expect(asked(place)).toEqual({
      'GET …': 2,
      'GET …/{repo_slug}/pullrequests': 120,
      'GET …/{repo_slug}/pullrequests/{pull_request_id}/comments': 5,
    });
  });
});

describe('The requests of a run over repositories with git', () => {
  let place: SimulatedWorkplace;
  beforeAll(async () => {
    place = await workplaceOf(8, true);
  });
  afterAll(() => place[Symbol.asyncDispose]());

  it('are, when nothing has changed, two of git and one of the API for each repository, and the list', async () => {
    expect(await run(place)).toEqual({ TaskCaptured: 8 });
    expect(await run(place)).toEqual({ TaskFoundUnchanged: 8 });
    expect(asked(place)).toEqual({
      'GET …': 1,
      'GET …/{repo_slug}/pullrequests': 8,
      'git GET info/refs git-upload-pack': 8,
      'git POST git-upload-pack': 8,
    });
    expect(askedTwice(place).filter((request) => request.includes('/2.0/'))).toEqual([]);
  });
});
