import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryStream, type SnapshotFoundCorrupt } from '@holdfast/runs/contracts';
import { damage, fileOf } from '../testing/damaged-object.ts';
import { deadAfter } from '../testing/dying-at.ts';
import { rebuilt } from '../testing/rebuilt-repository.ts';
import { SimulatedWorkplace } from '../testing/simulated-workplace.ts';
import { captureTask } from './capture-task.job.ts';

let place: SimulatedWorkplace;
beforeAll(async () => {
  place = await SimulatedWorkplace.start({ seed: { repositories: 8 } });
});
afterAll(() => place[Symbol.asyncDispose]());

const slugOf = (number: number) => place.simulator.repositories[number]!.slug;

async function gitOf(slug: string) {
  const { git } = await place.lastManifest(slug);
  if (!git) throw new Error('the snapshot has no git');
  return git;
}

/** The snapshots that were found corrupt, newest report last, with what is damaged. */
async function foundCorrupt(slug: string): Promise<string[]> {
  const found = await place.bed.events<SnapshotFoundCorrupt>(repositoryStream(place.reference(slug).id), 'SnapshotFoundCorrupt');
  return found.map(({ data }) => `${data.snapshotId} ${data.object}`);
}

async function expectWhole(slug: string): Promise<void> {
  const manifest = await place.lastManifest(slug);
  expect(await place.bed.environment.vault.verifyObjects(manifest)).toMatchObject({ problems: [] });
  const refs = await rebuilt(place.bed, manifest.git!, (directory, git) => git.listRefs(directory));
  expect(refs).toEqual(await place.bed.environment.git.listRefs(place.source(slug)));
}

/** Two snapshots of a repository, each with a bundle, and news for a third. */
async function twoSnapshotsAndNews(slug: string) {
  await place.capture(slug);
  await place.simulator.control.push(slug, 'second', 1);
  await place.capture(slug);
  await place.simulator.control.push(slug, 'third', 1);
  const [first, second] = (await gitOf(slug)).bundles.map(({ object }) => object);
  return { first: first!, second: second!, snapshots: await place.snapshots(slug) };
}

describe('A capture that meets a damaged bundle', () => {
  it('fetches everything anew, says which snapshots are corrupt, and leaves them as they are', async () => {
    const slug = slugOf(0);
    const { first, snapshots } = await twoSnapshotsAndNews(slug);
    await damage(place.bed, first);
    const damaged = await readFile(fileOf(place.bed, first));
    const name = `objects/${first.sha256.slice(0, 2)}/${first.sha256}.age`;
    const note = { what: 'earlier history', why: expect.stringContaining(name) };
    expect(await place.capture(slug)).toMatchObject({ type: 'TaskCaptured', data: { notCaptured: [note] } });
    expect(await place.lastManifest(slug)).toMatchObject({ git: { bundles: [{ prerequisites: [] }] }, notCaptured: [note] });
    expect((await gitOf(slug)).bundles).toHaveLength(1);
    await expectWhole(slug);
    expect(await foundCorrupt(slug)).toEqual([`${snapshots[1]!.snapshotId} ${name}`, `${snapshots[0]!.snapshotId} ${name}`]);
    expect(await readFile(fileOf(place.bed, first))).toEqual(damaged);
  });

  it('says nothing bad of a snapshot that does without', async () => {
    const slug = slugOf(1);
    const { second, snapshots } = await twoSnapshotsAndNews(slug);
    await damage(place.bed, second);
    await place.capture(slug);
    expect(await foundCorrupt(slug)).toEqual([expect.stringContaining(snapshots[1]!.snapshotId)]);
    await expectWhole(slug);
  });

  it('does the same when the bundle is missing', async () => {
    const slug = slugOf(3);
    const { second } = await twoSnapshotsAndNews(slug);
    await rm(fileOf(place.bed, second));
    expect(await place.capture(slug)).toMatchObject({ data: { notCaptured: [{ why: expect.stringContaining('it is missing') }] } });
    await expectWhole(slug);
  });

  it('says it once when it is interrupted and done again, and the note is not lost', async () => {
    const slug = slugOf(4);
    const { first } = await twoSnapshotsAndNews(slug);
    await damage(place.bed, first);
    const taskId = await place.plan(slug);
    const dying = deadAfter('RecordProgress', 1, place.bed.environment);
    await expect(captureTask(dying, taskId, new AbortController().signal, { first: 0, most: 0 })).rejects.toThrow();
    await captureTask(place.bed.environment, taskId, new AbortController().signal);
    expect(await place.outcome(taskId)).toMatchObject({ type: 'TaskCaptured', data: { notCaptured: [{ what: 'earlier history' }] } });
    expect(await foundCorrupt(slug)).toHaveLength(2);
    await expectWhole(slug);
  });

  it('is followed by captures that build on the new beginning', async () => {
    const slug = slugOf(0);
    await place.simulator.control.push(slug, 'fourth', 1);
    expect(await place.capture(slug)).toMatchObject({ type: 'TaskCaptured', data: { notCaptured: [] } });
    expect((await gitOf(slug)).bundles).toHaveLength(2);
    await expectWhole(slug);
    expect(await place.capture(slug)).toMatchObject({ type: 'TaskFoundUnchanged' });
    expect(await foundCorrupt(slug)).toHaveLength(2);
  });
});

describe('A capture that meets damaged pull requests', () => {
  it('captures all of them anew, although none has changed', async () => {
    const slug = slugOf(7);
    await place.capture(slug);
    const [held] = (await place.lastManifest(slug)).metadata;
    const { snapshotId } = await place.lastSnapshot(slug);
    await damage(place.bed, held!.object);
    const note = { what: 'earlier pull requests', why: expect.stringContaining(held!.object.sha256) };
    expect(await place.capture(slug)).toMatchObject({ type: 'TaskCaptured', data: { notCaptured: [note] } });
    expect(await foundCorrupt(slug)).toEqual([expect.stringContaining(snapshotId)]);
    expect((await place.lastManifest(slug)).metadata).toMatchObject([{ kind: 'pullrequests', items: held!.items }]);
    await expectWhole(slug);
  });
});

describe('A capture after a manifest that cannot be read', () => {
  it('says that this snapshot is corrupt, and what that means for the new one', async () => {
    const slug = slugOf(6);
    await place.capture(slug);
    const { snapshotId, manifestDigest } = await place.lastSnapshot(slug);
    await rm(join(place.bed.vaultDirectory, 'manifests', `${manifestDigest}.age`));
    const note = { what: 'earlier snapshots', why: expect.stringContaining(`manifests/${manifestDigest}.age`) };
    expect(await place.capture(slug)).toMatchObject({ type: 'TaskCaptured', data: { notCaptured: [note] } });
    expect(await foundCorrupt(slug)).toEqual([`${snapshotId} manifests/${manifestDigest}.age`]);
    await expectWhole(slug);
  });
});
