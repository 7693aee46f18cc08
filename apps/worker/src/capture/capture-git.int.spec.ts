import { OAuthTokens, type CredentialSecret } from '@holdfast/bitbucket';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { taskStream, type TaskCredentialSwitched } from '@holdfast/runs/contracts';
import type { GitCapture, GitReference } from '@holdfast/vault';
import { Scene, type SceneCredential } from '../testing/scene.ts';
import { startAccountSwitcher } from '../testing/account-switcher.ts';
import { rebuilt } from '../testing/rebuilt-repository.ts';
import { secretOf, SimulatedWorkplace } from '../testing/simulated-workplace.ts';
import { captureTask } from './capture-task.job.ts';

const gitOnly = { content: { git: true, lfs: false, metadata: [] } };

let place: SimulatedWorkplace;
beforeAll(async () => {
  place = await SimulatedWorkplace.start({ ...gitOnly, seed: { repositories: 8 } });
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

const byName = (refs: readonly GitReference[]) => [...refs].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The refs of the repository upstream, whole. */
async function upstream(slug: string): Promise<GitReference[]> {
  return byName(await place.bed.environment.git.listRefs(place.source(slug)));
}

async function gitOf(slug: string): Promise<GitCapture> {
  const { git } = await place.lastManifest(slug);
  if (!git) throw new Error('the snapshot has no git');
  return git;
}

/** Those of the objects that the last snapshot of a repository does not bring back. */
async function lost(slug: string, oids: readonly string[]): Promise<string[]> {
  return rebuilt(place.bed, await gitOf(slug), (directory, git) => git.missingObjects(directory, oids));
}

describe('The capture of a repository with git', () => {
  it('holds every ref and all that they reach, in one bundle that needs nothing', async () => {
    expect(await place.capture('web')).toMatchObject({ type: 'TaskCaptured' });
    const git = await gitOf('web');
    const refs = await upstream('web');
    expect(refs.length).toBeGreaterThan(3);
    expect(byName(git.refs)).toEqual(refs);
    expect(git).toMatchObject({ head: 'refs/heads/main', lfs: [], bundles: [{ prerequisites: [] }] });
    expect(await rebuilt(place.bed, git, async (directory, tool) => byName(await tool.listRefs(directory)))).toEqual(refs);
  });

  it('brings only what is new the next time, behind what is there', async () => {
    await place.capture('payments-api');
    const [first] = (await gitOf('payments-api')).bundles;
    const tip = await place.simulator.control.push('payments-api', 'feature/new', 2);
    await place.capture('payments-api');
    const { bundles, refs } = await gitOf('payments-api');
    expect(bundles).toHaveLength(2);
    expect(bundles[0]).toEqual(first);
    expect(bundles[1]?.heads).toEqual([{ name: 'refs/heads/feature/new', oid: tip }]);
    expect(bundles[1]?.object.bytes).toBeLessThan(5_000);
    expect(byName(refs)).toEqual(await upstream('payments-api'));
    expect(await lost('payments-api', [tip])).toEqual([]);
  });

  it('takes two requests to see that nothing has changed, and writes nothing', async () => {
    await place.capture('infrastructure');
    place.requestsSince();
    expect(await place.capture('infrastructure')).toMatchObject({ type: 'TaskFoundUnchanged' });
    expect(place.requestsSince()).toEqual({ api: 0, git: 2 });
    expect(await place.snapshots('infrastructure')).toHaveLength(1);
  });

  it('loses nothing to a force-push: the commits that were replaced stay', async () => {
    const slug = place.simulator.repositories[4]!.slug;
    const replaced = await place.simulator.control.push(slug, 'stable', 1);
    await place.capture(slug);
    const tip = await place.simulator.control.forcePush(slug, 'stable');
    expect(await place.capture(slug)).toMatchObject({ type: 'TaskCaptured' });
    expect((await gitOf(slug)).refs).toContainEqual({ name: 'refs/heads/stable', oid: tip });
    expect(await lost(slug, [replaced, tip])).toEqual([]);
  });

  it('loses nothing to a deleted branch: its commits stay, its name goes, and may come back', async () => {
    const slug = place.simulator.repositories[5]!.slug;
    const tip = await place.simulator.control.push(slug, 'short-lived', 2);
    await place.capture(slug);
    await place.simulator.control.deleteBranch(slug, 'short-lived');
    expect(await place.capture(slug)).toMatchObject({ type: 'TaskCaptured' });
    const names = (await gitOf(slug)).refs.map(({ name }) => name);
    expect(names).not.toContain('refs/heads/short-lived');
    expect(await lost(slug, [tip])).toEqual([]);
    const again = await place.simulator.control.push(slug, 'short-lived/again', 1);
    await place.capture(slug);
    expect(await lost(slug, [tip, again])).toEqual([]);
    expect(byName((await gitOf(slug)).refs)).toEqual(await upstream(slug));
  });

  it('loses nothing when all refs are gone', async () => {
    const slug = await place.simulator.control.createRepository('Emptied');
    const tip = await place.simulator.control.push(slug, 'main', 2);
    await place.capture(slug);
    await place.simulator.control.deleteBranch(slug, 'main');
    expect(await place.capture(slug)).toMatchObject({ type: 'TaskCaptured' });
    expect(await gitOf(slug)).toMatchObject({ refs: [], bundles: [{}] });
    expect(await lost(slug, [tip])).toEqual([]);
  });

  it('takes an empty repository for what it is: a snapshot with nothing in it, unchanged the next time', async () => {
    expect(await place.capture('mobile-app')).toMatchObject({ type: 'TaskCaptured' });
    expect(await gitOf('mobile-app')).toEqual({ head: null, refs: [], bundles: [], lfs: [] });
    expect(await place.capture('mobile-app')).toMatchObject({ type: 'TaskFoundUnchanged' });
  });

  it('takes the first commits of a repository that was empty', async () => {
    const slug = await place.simulator.control.createRepository('Late starter');
    await place.capture(slug);
    const tip = await place.simulator.control.push(slug, 'main', 1);
    await place.capture(slug);
    expect(await gitOf(slug)).toMatchObject({ head: 'refs/heads/main', refs: [{ name: 'refs/heads/main', oid: tip }] });
    expect(await lost(slug, [tip])).toEqual([]);
  });
});

/** Captures with other credentials than the workplace's. Answers the reasons for which the task changed its account. */
async function captureWith(scene: Scene, slug: string, environment = place.bed.environment): Promise<string[]> {
  const taskId = await scene.planTask(await scene.startRun(), place.reference(slug));
  await captureTask(environment, taskId, new AbortController().signal);
  expect(await place.outcome(taskId)).not.toMatchObject({ type: 'TaskFailed' });
  const switches = await place.bed.events<TaskCredentialSwitched>(taskStream(taskId), 'TaskCredentialSwitched');
  return switches.map(({ data }) => `${data.from.label} ${data.reason}`);
}

describe('The capture with git goes on with another account', () => {
  let switcher: Awaited<ReturnType<typeof startAccountSwitcher>>;
  beforeAll(async () => {
    switcher = await startAccountSwitcher(place.bed);
  });
  afterAll(() => switcher.stop());

  it('when the server limits the first in the middle of a fetch', async () => {
    place.simulator.control.addFault({ path: 'POST .*git-upload-pack', effect: { kind: 'status', status: 429 } });
    const { slug } = place.simulator.repositories[6]!;
    expect(await captureWith(place.scene, slug)).toEqual([expect.stringMatching(/ RATE_LIMITED$/)]);
    expect(byName((await gitOf(slug)).refs)).toEqual(await upstream(slug));
  });

  it('when the server no longer takes the API token', async () => {
    const { simulator, bed } = place;
    const token = simulator.control.issueApiToken(simulator.credentials.admin.account);
    const scene = await Scene.of(bed, [first(secretOf(token)), second()], gitOnly);
    simulator.control.revoke(token.id);
    expect(await captureWith(scene, simulator.repositories[7]!.slug)).toEqual(['first CREDENTIAL_REJECTED']);
  });

  it('but not when only the token of an OAuth consumer is over before its time: it gets another', async () => {
    const { simulator } = place;
    const { key, secret } = simulator.credentials.oauthConsumer;
    const scene = await Scene.of(place.bed, [first({ kind: 'oauth_consumer', key, secret }), second()], gitOnly);
    expect(await captureWith(scene, 'web')).toEqual([]);
    simulator.control.advanceClock(7_201);
    await simulator.control.push('web', 'early', 1);
    expect(await captureWith(scene, 'web')).toEqual([]);
    expect(byName((await gitOf('web')).refs)).toEqual(await upstream('web'));
  });

  it('when the server no longer gives the OAuth consumer a token', async () => {
    const { simulator, bed } = place;
    const { key, secret, label } = simulator.credentials.oauthConsumer;
    const scene = await Scene.of(bed, [first({ kind: 'oauth_consumer', key, secret }), second()], gitOnly);
    expect(await captureWith(scene, 'web')).toEqual([]);
    simulator.control.revoke(label);
    await simulator.control.push('web', 'late', 1);
    const environment = { ...bed.environment, oauthTokens: new OAuthTokens({ gitUrl: simulator.gitUrl, now: bed.clock.now }) };
    expect(await captureWith(scene, 'web', environment)).toEqual(['first CREDENTIAL_REJECTED']);
  });
});

/** With an account of its own that has spent nothing yet: so it is the first to be chosen. */
function first(secret: CredentialSecret): SceneCredential {
  return { label: 'first', accountId: place.bed.environment.newId(), secret };
}

function second(): SceneCredential {
  const token = place.simulator.credentials.additional[0]!;
  return { label: 'second', accountId: token.account, secret: secretOf(token) };
}
