import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreUnavailableError } from '@holdfast/event-sourcing';
import { ledgerOf } from '@holdfast/quota';
import type { MetadataCapture } from '@holdfast/vault';
import { dyingAt } from '../testing/dying-at.ts';
import { SimulatedWorkplace } from '../testing/simulated-workplace.ts';
import type { PullRequestRecord } from './pull-request-walk.ts';
import { captureTask } from './capture-task.job.ts';

let place: SimulatedWorkplace;
beforeAll(async () => {
  const content = { git: true, lfs: true, metadata: ['pullrequests'] };
  place = await SimulatedWorkplace.start({ content, seed: { repositories: 12 } });
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

const never = new AbortController().signal;

async function recordsIn({ object }: MetadataCapture): Promise<PullRequestRecord[]> {
  const text = (await buffer(await place.bed.environment.vault.openObject(object))).toString();
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as PullRequestRecord);
}

const slugOf = (number: number) => place.simulator.repositories[number]!.slug;

async function openLeases(): Promise<number> {
  const { admin, additional } = place.simulator.credentials;
  const states = await Promise.all([admin, ...additional].map(({ account }) => place.bed.environment.ledgers.state(account)));
  return states.flatMap((state) => [...ledgerOf(state, 'api').leases, ...ledgerOf(state, 'git').leases]).length;
}

describe('The first capture of a repository', () => {
  it('stores one snapshot with git and pull requests, and says so in the event', async () => {
    const outcome = await place.capture('web');
    const [snapshot, ...more] = await place.snapshots('web');
    expect(more).toEqual([]);
    expect(outcome).toMatchObject({
      type: 'TaskCaptured',
      data: { repository: place.reference('web'), snapshotId: snapshot?.snapshotId, bytes: snapshot?.bytes, notCaptured: [] },
    });
    expect(snapshot).toMatchObject({ repository: place.reference('web'), content: ['git', 'pullrequests'], notCaptured: [] });
    const manifest = await place.lastManifest('web');
    expect(manifest).toMatchObject({
      formatVersion: 1,
      snapshotId: snapshot?.snapshotId,
      takenAt: snapshot?.takenAt,
      repository: { ...place.reference('web'), workspace: 'acme' },
      metadata: [{ kind: 'pullrequests', items: 2 }],
    });
    expect(manifest.git?.refs).toHaveLength(snapshot?.refs ?? -1);
    expect(await place.bed.environment.vault.verifyObjects(manifest)).toMatchObject({ problems: [] });
  });

  it('keeps each pull request as the provider gave it, with its comments', async () => {
    const [pullRequests] = (await place.lastManifest('web')).metadata;
    const records = await recordsIn(pullRequests!);
    expect(records.map(({ pullrequest }) => pullrequest['id']).sort()).toEqual([1, 2]);
    expect(records.every(({ pullrequest, comments }) => pullrequest['type'] === 'pullrequest' && comments.length > 0)).toBe(true);
  });

  it('settles its leases and leaves nothing in the scratch directory', async () => {
    await place.capture(slugOf(8));
    expect(await openLeases()).toBe(0);
    expect(await readdir(place.bed.environment.scratchDirectory)).toEqual([]);
  });

  it('says what the plan promises and it did not capture', async () => {
    expect(await place.capture('infrastructure')).toMatchObject({ type: 'TaskCaptured', data: { notCaptured: [{ what: 'lfs' }] } });
    expect(await place.lastManifest('infrastructure')).toMatchObject({ notCaptured: [{ what: 'lfs' }] });
  });

  it('keeps git when the pull requests cannot be had, and says why they are missing', async () => {
    const slug = slugOf(9);
    place.simulator.control.addFault({ path: `GET .*/pullrequests$`, times: 2, effect: { kind: 'status', status: 403 } });
    const outcome = await place.capture(slug);
    const missing = [{ what: 'pullrequests', why: expect.stringContaining('403') }];
    expect(outcome).toMatchObject({ type: 'TaskCaptured', data: { notCaptured: missing } });
    expect(await place.lastManifest(slug)).toMatchObject({ git: { bundles: [{}] }, metadata: [], notCaptured: missing });
    await place.capture(slug);
    expect(await place.lastManifest(slug)).toMatchObject({ metadata: [{ items: 2 }], notCaptured: [] });
  });

  it('of an empty repository is a snapshot', async () => {
    expect(await place.capture('mobile-app')).toMatchObject({ type: 'TaskCaptured', data: { notCaptured: [] } });
    expect(await place.lastManifest('mobile-app')).toMatchObject({ git: { refs: [], bundles: [] }, metadata: [] });
  });

  it('fails with a reason when the repository is gone since it was listed, and stores nothing', async () => {
    const slug = await place.simulator.control.createRepository('Short lived');
    const taskId = await place.plan(slug);
    place.simulator.control.deleteRepository(slug);
    await captureTask(place.bed.environment, taskId, never);
    expect(await place.outcome(taskId)).toMatchObject({
      type: 'TaskFailed',
      data: { repository: { slug }, code: 'GIT_REPOSITORY_NOT_FOUND', reason: expect.stringContaining('404') },
    });
    expect(await openLeases()).toBe(0);
  });
});

describe('A later capture', () => {
  it('finds nothing new with one request to the API, and names the snapshot that still holds', async () => {
    const slug = slugOf(4);
    await place.capture(slug);
    const { snapshotId } = await place.lastSnapshot(slug);
    place.requestsSince();
    expect(await place.capture(slug)).toMatchObject({ type: 'TaskFoundUnchanged', data: { snapshotId } });
    expect(place.requestsSince().api).toBe(1);
    expect(await place.snapshots(slug)).toHaveLength(1);
  });

  it('fetches only the pull requests that changed, and puts them behind the others', async () => {
    const slug = slugOf(6);
    await place.capture(slug);
    const [before] = (await place.lastManifest(slug)).metadata;
    place.simulator.control.comment(slug, 2, 'one more');
    place.requestsSince();
    expect(await place.capture(slug)).toMatchObject({ type: 'TaskCaptured' });
    expect(place.requestsSince().api).toBe(2);
    const [first, second] = (await place.lastManifest(slug)).metadata;
    expect(first).toEqual(before);
    const [record, ...more] = await recordsIn(second!);
    expect(more).toEqual([]);
    expect(record?.pullrequest['id']).toBe(2);
    expect(JSON.stringify(record?.comments)).toContain('one more');
  });

  it('remembers what is still missing although nothing has changed', async () => {
    expect(await place.capture('infrastructure')).toMatchObject({ type: 'TaskFoundUnchanged' });
    await place.simulator.control.push('infrastructure', 'more', 1);
    expect(await place.capture('infrastructure')).toMatchObject({ type: 'TaskCaptured', data: { notCaptured: [{ what: 'lfs' }] } });
    place.simulator.control.comment('infrastructure', 1, 'nothing new in git');
    expect(await place.capture('infrastructure')).toMatchObject({ type: 'TaskCaptured', data: { notCaptured: [{ what: 'lfs' }] } });
  });

  it('begins anew when the manifest before cannot be read', async () => {
    const slug = slugOf(7);
    await place.capture(slug);
    const { manifestDigest } = await place.lastSnapshot(slug);
    await rm(join(place.bed.vaultDirectory, 'manifests', `${manifestDigest}.age`));
    expect(await place.capture(slug)).toMatchObject({ type: 'TaskCaptured' });
    const manifest = await place.lastManifest(slug);
    expect(manifest).toMatchObject({ git: { bundles: [{ prerequisites: [] }] }, metadata: [{ items: 2 }] });
    expect(await place.bed.environment.vault.verifyObjects(manifest)).toMatchObject({ problems: [] });
  });
});

describe('A capture that is interrupted', () => {
  it('between the manifest and the event makes one snapshot when it is done again', async () => {
    const slug = slugOf(5);
    const taskId = await place.plan(slug);
    await expect(captureTask(dyingAt('StoreSnapshot', place.bed.environment), taskId, never)).rejects.toBeInstanceOf(
      EventStoreUnavailableError,
    );
    expect(await place.snapshots(slug)).toEqual([]);
    expect(await place.taskState(taskId)).toMatchObject({ status: 'open' });
    await captureTask(place.bed.environment, taskId, never);
    expect(await place.outcome(taskId)).toMatchObject({ type: 'TaskCaptured' });
    expect(await place.snapshots(slug)).toHaveLength(1);
  });

  it('between the snapshot and its report asks Bitbucket for nothing when it is done again', async () => {
    const slug = slugOf(10);
    const taskId = await place.plan(slug);
    await expect(captureTask(dyingAt('RecordCapture', place.bed.environment), taskId, never)).rejects.toBeInstanceOf(
      EventStoreUnavailableError,
    );
    const [snapshot] = await place.snapshots(slug);
    place.requestsSince();
    await captureTask(place.bed.environment, taskId, never);
    expect(place.requestsSince()).toEqual({ api: 0, git: 0 });
    expect(await place.outcome(taskId)).toMatchObject({ type: 'TaskCaptured', data: { snapshotId: snapshot?.snapshotId } });
    expect(await place.snapshots(slug)).toHaveLength(1);
  });

  it('by the end of the worker is neither captured nor failed, and leaves no scratch and no lease', async () => {
    const taskId = await place.plan(slugOf(11));
    const stopping = new AbortController();
    place.simulator.control.addFault({ path: 'POST .*git-upload-pack', effect: { kind: 'hang' } });
    const aborted = captureTask(place.bed.environment, taskId, stopping.signal);
    const granted = place.bed.nextEvent(({ type, data }) => type === 'QuotaLeaseGranted' && (data as { taskId: string }).taskId === taskId);
    await granted;
    stopping.abort();
    await expect(aborted).rejects.toThrow();
    expect(await place.taskState(taskId)).toMatchObject({ status: 'open' });
    expect(await openLeases()).toBe(0);
    expect(await readdir(place.bed.environment.scratchDirectory)).toEqual([]);
    place.simulator.control.clearFaults();
  });

  it('is not done at all when the task has ended', async () => {
    const taskId = await place.plan('web');
    await captureTask(place.bed.environment, taskId, never);
    place.requestsSince();
    await captureTask(place.bed.environment, taskId, never);
    expect(place.requestsSince()).toEqual({ api: 0, git: 0 });
  });
});

describe('Whatever happened', () => {
  it('no event holds a secret', async () => {
    const { admin, additional } = place.simulator.credentials;
    const secrets = [admin, ...additional].flatMap(({ email, token }) => [token, Buffer.from(`${email}:${token}`).toString('base64')]);
    const stored = await place.bed.allEvents();
    expect(stored.length).toBeGreaterThan(50);
    expect(secrets.filter((secret) => stored.some((event) => event.includes(secret)))).toEqual([]);
  });
});
