import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startSimulator } from './simulator.ts';
import { call } from './testing/api-client.ts';
import { makeWorkplace, runGit } from './testing/git-client.ts';

async function fingerprint(seed: number): Promise<unknown> {
  const simulator = await startSimulator({ seed: { seed, repositories: 6, pullRequests: 3, bigFileBytes: 1000 } });
  const refs = await Promise.all(
    simulator.repositories.map(({ directory }) => runGit(directory, 'for-each-ref', '--format=%(objectname) %(refname)')),
  );
  const { body } = await call(simulator, simulator.credentials.admin, '/repositories/acme/gateway?fields=uuid,updated_on');
  const comments = await call(
    simulator,
    simulator.credentials.admin,
    '/repositories/acme/web/pullrequests/1/comments?fields=values.id,values.content.raw',
  );
  await simulator.close();
  return [refs.map(({ output }) => output), simulator.credentials.admin.token, body, comments.body];
}

describe('the seeded world', () => {
  it('is the same for the same seed, and another one for another', async () => {
    const [first, again, other] = [await fingerprint(1), await fingerprint(1), await fingerprint(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('has as many repositories as were asked for, each with a slug of its own', async () => {
    const simulator = await startSimulator({ seed: { repositories: 60, pullRequests: 2, commentsPerPullRequest: 1, bigFileBytes: 0 } });
    await simulator.close();
    expect(new Set(simulator.repositories.map(({ slug }) => slug)).size).toBe(60);
    expect(simulator.repositories.filter(({ mainBranch }) => mainBranch === null)).toHaveLength(1);
  });

  it('has thousands of repositories in no time where none has git, each with its pull requests', async () => {
    const simulator = await startSimulator({ seed: { repositories: 2000, pullRequests: 2, commentsPerPullRequest: 3, git: false } });
    const slug = simulator.repositories.at(-1)?.slug ?? '';
    const { body } = await call(simulator, simulator.credentials.admin, `/repositories/acme/${slug}/pullrequests?state=OPEN&state=MERGED`);
    const comments = await call(simulator, simulator.credentials.admin, `/repositories/acme/${slug}/pullrequests/1/comments`);
    await simulator.close();
    expect([body.size, body.values[0]?.source.commit.hash, comments.body.size]).toEqual([2, expect.stringMatching(/^[0-9a-f]{12}$/), 3]);
    await expect(access(simulator.repositories[0]?.directory ?? '')).rejects.toThrow('ENOENT');
  });

  it('goes away with a temporary directory, and stays in one that was given', async () => {
    const place = await makeWorkplace();
    const temporary = await startSimulator({ seed: { repositories: 1 } });
    const kept = await startSimulator({ seed: { repositories: 1 }, dataDirectory: place.directory });
    await Promise.all([temporary.close(), temporary.close(), kept.close()]);
    await expect(access(temporary.repositories[0]?.directory ?? '')).rejects.toThrow('ENOENT');
    await access(join(place.directory, 'repositories'));
    await place.remove();
  });
});
