import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreUnavailableError } from '@holdfast/event-sourcing';
import { ReportOnTask } from '@holdfast/runs';
import { taskStream, type TaskProgressed } from '@holdfast/runs/contracts';
import { deadAfter } from '../testing/dying-at.ts';
import { rebuilt } from '../testing/rebuilt-repository.ts';
import { SimulatedWorkplace } from '../testing/simulated-workplace.ts';
import type { WorkerEnvironment } from '../worker-environment.ts';
import { CaptureProgress } from './capture-progress.ts';
import { captureTask } from './capture-task.job.ts';
import { jsonLines } from './json-lines.ts';
import type { PullRequestRecord } from './pull-request-walk.ts';

const never = new AbortController().signal;
/** Written down after each answer. */
const always = { first: 0, most: 0 };
const manyRequests = { rules: { api: { limit: 100_000 } }, limits: { api: 100_000 } };

let takers = 0;

/** Another process on another machine. */
function anotherWorker(place: SimulatedWorkplace): Promise<WorkerEnvironment> {
  takers += 1;
  return place.bed.anotherWorker(`taker-${takers}`);
}

/** Captures until the worker has written down its progress so many times, and is killed. */
async function captureUntilKilled(place: SimulatedWorkplace, slug: string, times: number): Promise<string> {
  const taskId = await place.plan(slug);
  place.simulator.control.resetStatistics();
  const dying = deadAfter('RecordProgress', times, place.bed.environment);
  await expect(captureTask(dying, taskId, never, always)).rejects.toBeInstanceOf(EventStoreUnavailableError);
  return taskId;
}

async function takeOver(place: SimulatedWorkplace, taskId: string): Promise<void> {
  await captureTask(await anotherWorker(place), taskId, never);
  expect(await place.outcome(taskId)).toMatchObject({ type: 'TaskCaptured', data: { notCaptured: [] } });
}

const asked = ({ simulator }: SimulatedWorkplace): string[] => simulator.control.requests().map(({ method, path }) => `${method} ${path}`);
const repeated = (requests: readonly string[]) => requests.filter((request, index) => requests.indexOf(request) !== index);

async function recordsOf(place: SimulatedWorkplace, slug: string): Promise<PullRequestRecord[]> {
  const records: PullRequestRecord[] = [];
  for (const { object } of (await place.lastManifest(slug)).metadata) {
    const lines = jsonLines(await place.bed.environment.vault.openObject(object));
    for await (const record of lines) records.push(record as PullRequestRecord);
  }
  return records;
}

function progressOf(place: SimulatedWorkplace, taskId: string) {
  return place.bed.events<TaskProgressed>(taskStream(taskId), 'TaskProgressed');
}

describe('A task that is taken over in the middle of many pull requests', () => {
  let place: SimulatedWorkplace;
  beforeAll(async () => {
    const content = { git: false, lfs: false, metadata: ['pullrequests'] };
    const seed = { git: false, repositories: 1, pullRequests: 301, commentsPerPullRequest: 0 };
    place = await SimulatedWorkplace.start({ ...manyRequests, content, seed });
  });
  afterAll(() => place[Symbol.asyncDispose]());

  it('goes on in the middle of page 4 of 7, and asks nothing twice', async () => {
    const { slug } = place.simulator.repositories[0]!;
    const taskId = await place.plan(slug);
    place.simulator.control.resetStatistics();
    const threePages = 3 * (1 + 50);
    const environment = deadWhen(() => asked(place).length > threePages, answersTakeASecond(place));
    const everyTenSeconds = { first: 10_000, most: 10_000 };
    await expect(captureTask(environment, taskId, never, everyTenSeconds)).rejects.toBeInstanceOf(EventStoreUnavailableError);
    expect(asked(place).length).toBeLessThan(4 * (1 + 50));
    await takeOver(place, taskId);
    expect(repeated(asked(place))).toEqual([]);
    expect(asked(place)).toHaveLength(7 + 301);
    const ids = (await recordsOf(place, slug)).map(({ pullrequest }) => pullrequest['id']);
    expect([ids.length, new Set(ids).size]).toEqual([301, 301]);
  });
});

function answersTakeASecond({ bed }: SimulatedWorkplace): WorkerEnvironment {
  const progress = () => {
    bed.clock.advance(1_000);
  };
  return { ...bed.environment, progress };
}

/** The worker is gone once it has written its progress down and this is so. */
function deadWhen(isSo: () => boolean, environment: WorkerEnvironment): WorkerEnvironment {
  const { commands } = environment;
  let isDead = false;
  const execute = async (command: object): Promise<unknown> => {
    const answer: unknown = isDead ? undefined : await commands.execute(command);
    isDead ||= command instanceof ReportOnTask && isSo();
    if (isDead) throw new EventStoreUnavailableError(new Error('the worker died'));
    return answer;
  };
  return { ...environment, commands: { execute } as typeof commands };
}

describe('A task with git and pull requests that is taken over', () => {
  let place: SimulatedWorkplace;
  beforeAll(async () => {
    place = await SimulatedWorkplace.start({ seed: { repositories: 10, pullRequests: 4 } });
  });
  afterAll(() => place[Symbol.asyncDispose]());
  const slugOf = (number: number) => place.simulator.repositories[number]!.slug;
  const toApi = (request: string) => request.includes('/2.0/');
  const toGit = () => asked(place).filter((request) => !toApi(request));

  it('after git was stored does not fetch it again, and has all of it', async () => {
    const slug = slugOf(0);
    const taskId = await captureUntilKilled(place, slug, 1);
    const untilThen = toGit();
    expect(untilThen.length).toBeGreaterThan(2);
    await takeOver(place, taskId);
    expect(toGit()).toEqual(untilThen);
    const { git } = await place.lastManifest(slug);
    const source = await place.bed.environment.git.listRefs(place.source(slug));
    expect(await rebuilt(place.bed, git!, (directory, tool) => tool.listRefs(directory))).toEqual(source);
    expect(await recordsOf(place, slug)).toHaveLength(4);
    expect(await place.snapshots(slug)).toHaveLength(1);
  });

  it('goes on among the comments of a pull request that has many', async () => {
    const slug = slugOf(1);
    for (let number = 1; number <= 250; number += 1) place.simulator.control.comment(slug, 2, `comment ${number}`);
    const taskId = await place.plan(slug);
    place.simulator.control.resetStatistics();
    const readComments = () => asked(place).filter((request) => request.includes('/pullrequests/2/comments'));
    const environment = deadWhen(() => readComments().length === 2, place.bed.environment);
    await expect(captureTask(environment, taskId, never, always)).rejects.toBeInstanceOf(EventStoreUnavailableError);
    await takeOver(place, taskId);
    expect(readComments()).toHaveLength(3);
    expect(repeated(asked(place).filter(toApi))).toEqual([]);
    const record = (await recordsOf(place, slug)).find(({ pullrequest }) => pullrequest['id'] === 2);
    expect(new Set(record?.comments.map(({ id }) => id)).size).toBeGreaterThanOrEqual(250);
  });

  it.each([
    [2, 3],
    [3, 4],
    [4, 6],
    [5, 7],
    [6, 9],
  ])('after the progress was written %i times asks nothing of the API twice', async (times, number) => {
    const slug = slugOf(number);
    const taskId = await captureUntilKilled(place, slug, times);
    await takeOver(place, taskId);
    expect(repeated(asked(place).filter(toApi))).toEqual([]);
    expect(await recordsOf(place, slug)).toHaveLength(4);
  });

  it('goes on where it stood when the worker was stopped, although nothing was due to be written down', async () => {
    const slug = await place.simulator.control.createRepository('Stopped');
    await place.simulator.control.push(slug, 'main', 2);
    const taskId = await place.plan(slug);
    place.simulator.control.resetStatistics();
    const stopping = new AbortController();
    const environment = stoppedAfterGit(stopping, place.bed.environment);
    await expect(captureTask(environment, taskId, stopping.signal)).rejects.toThrow();
    expect(await progressOf(place, taskId)).toHaveLength(1);
    const untilThen = toGit();
    await takeOver(place, taskId);
    expect(toGit()).toEqual(untilThen);
  });

  it('begins anew when what was written down cannot be read', async () => {
    const slug = slugOf(8);
    const taskId = await captureUntilKilled(place, slug, 3);
    const { digest } = (await progressOf(place, taskId)).at(-1)!.data.checkpoint;
    await rm(join(place.bed.vaultDirectory, 'objects', digest.slice(0, 2), `${digest}.age`));
    await takeOver(place, taskId);
    expect(await recordsOf(place, slug)).toHaveLength(4);
  });

  it('begins anew when the repository has another snapshot since', async () => {
    const slug = await place.simulator.control.createRepository('Overtaken');
    await place.simulator.control.push(slug, 'main', 1);
    const taskId = await captureUntilKilled(place, slug, 1);
    await place.simulator.control.push(slug, 'later', 1);
    await place.capture(slug);
    const [before] = (await place.lastManifest(slug)).git!.bundles;
    await place.simulator.control.push(slug, 'latest', 1);
    await takeOver(place, taskId);
    const { git } = await place.lastManifest(slug);
    expect([git!.bundles.length, git!.bundles[0]]).toEqual([2, before]);
    expect(git!.refs).toHaveLength(3);
  });

  it('has written down no secret', async () => {
    const taskId = await captureUntilKilled(place, 'web', 2);
    const { digest: sha256, bytes } = (await progressOf(place, taskId)).at(-1)!.data.checkpoint;
    const text = (await place.bed.environment.vault.readObject({ sha256, bytes })).toString();
    const { admin, additional } = place.simulator.credentials;
    const secrets = [admin, ...additional].flatMap(({ email, token }) => [token, Buffer.from(`${email}:${token}`).toString('base64')]);
    expect(text).toContain('"pullRequests":{');
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });
});

/** The worker is asked to stop as soon as it has seen all of git. */
function stoppedAfterGit(stopping: AbortController, environment: WorkerEnvironment): WorkerEnvironment {
  const { git } = environment;
  const usesLfs: typeof git.usesLfs = async (...given) => {
    const answer = await git.usesLfs(...given);
    stopping.abort();
    return answer;
  };
  return { ...environment, git: Object.assign(Object.create(git) as typeof git, { usesLfs }) };
}

describe('The progress of a task', () => {
  let place: SimulatedWorkplace;
  beforeAll(async () => {
    place = await SimulatedWorkplace.start();
  });
  afterAll(() => place[Symbol.asyncDispose]());

  it('is not written down of one that ends within seconds, with or without news', async () => {
    await place.capture('web');
    expect(await place.capture('web')).toMatchObject({ type: 'TaskFoundUnchanged' });
    expect((await place.bed.allEvents(['task-'])).filter((event) => event.includes('TaskProgressed'))).toEqual([]);
  });

  it('is written down after 2 seconds, and after twice as long each time, up to every half minute', async () => {
    const taskId = await place.plan('web');
    const state = await place.taskState(taskId);
    if (state.status === 'none') throw new Error('it is planned');
    const progress = await CaptureProgress.of({ environment: place.bed.environment, plan: state.plan, base: null, checkpoint: null });
    const seconds: number[] = [];
    for (let second = 1; second <= 125; second += 1) {
      place.bed.clock.advance(1_000);
      const before = (await progressOf(place, taskId)).length;
      const position = { anew: false, captures: [], waiting: [], comments: null, next: `http://127.0.0.1/2.0/x?page=${second}` };
      await progress.walkedPullRequests(() => Promise.resolve(position));
      if ((await progressOf(place, taskId)).length > before) seconds.push(second);
    }
    expect(seconds).toEqual([2, 6, 14, 30, 60, 90, 120]);
  });
});
