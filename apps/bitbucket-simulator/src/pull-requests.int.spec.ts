import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';
import { call, collect } from './testing/api-client.ts';
import type { Json } from './testing/json.ts';

let simulator: Simulator;
const get = (path: string) => call(simulator, simulator.credentials.admin, `/repositories/acme/web${path}`);
const all = (path: string) => collect(simulator, simulator.credentials.admin, `/repositories/acme/web${path}`);
const everyState = 'state=OPEN&state=MERGED&state=DECLINED&state=SUPERSEDED';

beforeAll(async () => {
  simulator = await startSimulator({ seed: { repositories: 1, pullRequests: 14, commentsPerPullRequest: 8 } });
});
afterAll(() => simulator.close());

describe('the list of pull requests', () => {
  it('shows only open ones unless a state is asked for', async () => {
    const states = (values: Json[]) => [...new Set(values.map(({ state }) => state))].sort();
    expect(states(await all('/pullrequests'))).toEqual(['OPEN']);
    expect(states(await all(`/pullrequests?${everyState}`))).toEqual(['DECLINED', 'MERGED', 'OPEN', 'SUPERSEDED']);
    expect(states(await all(`/pullrequests?q=${encodeURIComponent('state="MERGED"')}`))).toEqual(['MERGED']);
  });

  it('refuses more than fifty on a page', async () => {
    expect([(await get('/pullrequests?pagelen=50')).status, (await get('/pullrequests?pagelen=51')).text]).toEqual([
      200,
      '{"type":"error","error":{"message":"Invalid pagelen"}}',
    ]);
  });

  it('leaves out reviewers and participants, which the pull request itself has', async () => {
    const [listed] = (await get('/pullrequests')).body.values;
    const single = (await get(`/pullrequests/${listed?.id}`)).body;
    expect([listed?.reviewers, listed?.participants]).toEqual([undefined, undefined]);
    expect([single.reviewers.length, single.participants[0]?.state]).toEqual([2, 'approved']);
  });

  it('has them after all when the fields ask for them', async () => {
    const [listed] = (await get(`/pullrequests?fields=${encodeURIComponent('+values.reviewers')}`)).body.values;
    expect([listed?.reviewers.length, listed?.participants]).toEqual([2, undefined]);
  });

  it('can be limited to what changed, also by a comment', async () => {
    const since = new Date().toISOString();
    simulator.control.comment('web', 3, 'Noch etwas …');
    const changed = await all(`/pullrequests?${everyState}&q=${encodeURIComponent(`updated_on>="${since}"`)}`);
    expect(changed.map(({ id }) => id)).toEqual([3]);
  });

  it('breaks with 500 when it is sorted as well, where the simulator was told so', async () => {
    const large = await startSimulator({ seed: { repositories: 1, pullRequests: 1 }, behaviour: { sortWithStatesFails: true } });
    const sorted = await call(large, large.credentials.admin, `/repositories/acme/web/pullrequests?state=OPEN&sort=id`);
    await large.close();
    expect(sorted.status).toBe(500);
  });
});

describe('a pull request', () => {
  it('has hashes of twelve digits', async () => {
    const { source, destination, merge_commit } = (await get('/pullrequests/2')).body;
    for (const { hash } of [source.commit, destination.commit, merge_commit]) expect(hash).toMatch(/^[0-9a-f]{12}$/);
  });

  it('keeps the commits of a declined branch, which git no longer offers', async () => {
    expect((await get('/refs/branches/feature/pr-3')).status).toBe(404);
    const commits = await all('/pullrequests/3/commits');
    expect(commits.length).toBeGreaterThan(0);
    expect(commits[0]?.hash.slice(0, 12)).toBe((await get('/pullrequests/3')).body.source.commit.hash);
  });

  it('redirects its diff and patch to the repository', async () => {
    const redirected = await get('/pullrequests/3/patch');
    const patch = await call(simulator, simulator.credentials.admin, redirected.headers.get('location') ?? '');
    expect([redirected.status, patch.status]).toEqual([302, 200]);
    expect(patch.text).toMatch(/^From [0-9a-f]{40} /);
  });

  it('has no source repository when the fork is gone', async () => {
    expect((await get('/pullrequests/7')).body.source.repository).toBeNull();
  });
});

describe('the conversation of a pull request', () => {
  it('has general and inline comments, answers, deleted ones and some by users who are gone', async () => {
    const comments = await all('/pullrequests/1/comments');
    expect(comments).toHaveLength(8);
    const [general, inline, answer, deleted, , gone] = comments;
    expect(general?.inline).toBeUndefined();
    expect(Object.keys(inline?.inline as object)).toEqual(['path', 'from', 'to']);
    expect([answer?.parent.id, answer?.inline.path]).toEqual([inline?.id, inline?.inline.path]);
    expect([deleted?.deleted, deleted?.content.raw, gone?.user, inline?.resolution.type]).toEqual([true, '', null, 'comment_resolution']);
  });

  it('is told once more by the activity, with approvals and changes of state, newest first', async () => {
    const lines = await all('/pullrequests/2/activity');
    const kinds = lines.map((line) => Object.keys(line as object).find((key) => key !== 'pull_request'));
    expect(kinds).toEqual(expect.arrayContaining(['comment', 'approval', 'update']));
    expect(lines[0]?.update.state).toBe('MERGED');
    expect(lines.at(-1)?.update.state).toBe('OPEN');
  });

  it('is told for all pull requests of the repository at once', async () => {
    const numbers = (await all('/pullrequests/activity?pagelen=50')).map(({ pull_request }) => pull_request.id);
    expect(new Set(numbers).size).toBe(14);
  });

  it('has tasks, resolved and unresolved', async () => {
    expect((await all('/pullrequests/1/tasks')).map(({ state }) => state)).toEqual(['UNRESOLVED', 'RESOLVED']);
  });

  it('has empty lists where there is nothing', async () => {
    expect((await all('/pullrequests/2/tasks')).length + (await all('/pullrequests/2/statuses')).length).toBe(0);
  });
});
