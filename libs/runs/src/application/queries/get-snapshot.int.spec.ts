import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelsShowing } from '@holdfast/http/testing';
import { InstallationKey } from '@holdfast/secrets';
import { DirectoryObjectStore, Vault, type SnapshotManifest } from '@holdfast/vault';
import { repositoryStream } from '../../contracts/repository.events.ts';
import { at, organizationId, runId, taskId, web } from '../../testing/one-run.ts';
import { snapshotsProjection } from '../projections/snapshots.projection.ts';
import { GetSnapshotHandler } from './snapshot.handlers.ts';
import { GetSnapshot } from './runs.query.ts';

const refs = [
  { name: 'refs/heads/main', oid: 'a'.repeat(40) },
  { name: 'refs/tags/v1', oid: 'b'.repeat(40) },
];
const manifest: SnapshotManifest = {
  ...{ formatVersion: 1, snapshotId: 's1', takenAt: at(1), metadata: [], notCaptured: [], git: null },
  repository: { ...web, workspace: 'acme' },
};

describe('a snapshot with its refs', () => {
  let directory: string;
  let objects: string;
  let vault: Vault;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'holdfast-get-snapshot-'));
    objects = join(directory, 'vault');
    vault = await open(await InstallationKey.generate());
  });

  afterEach(() => rm(directory, { recursive: true }));

  const open = async (key: InstallationKey) =>
    new Vault({ objects: await DirectoryObjectStore.open(objects, () => new Date(at(0))), key, spoolDirectory: directory });
  const get = (manifestDigest: string, from = vault, id = 's1') => {
    const facts = { snapshotId: 's1', organizationId, repository: web, runId, taskId, takenAt: at(1), manifestDigest };
    const data = { ...facts, refs: 2, content: ['git'], notCaptured: [], bytes: 42 };
    const readModels = readModelsShowing([snapshotsProjection], [repositoryStream(web.id), { type: 'SnapshotStored', data }]);
    return new GetSnapshotHandler(readModels, from).execute(new GetSnapshot(id));
  };

  it('names every ref as its manifest does, and the branch that was checked out', async () => {
    const object = await vault.putObject(Buffer.from('a bundle'));
    const git = { head: 'refs/heads/main', refs, bundles: [{ object, heads: refs, prerequisites: [] }], lfs: [] };
    const { digest } = await vault.putManifest({ ...manifest, git });
    expect(await get(digest)).toEqual({
      ...{ id: 's1', repositoryId: 'r-web', organizationId, runId, takenAt: at(1), refCount: 2, content: ['git'], notCaptured: [] },
      ...{ manifestDigest: digest, bytes: 42, status: 'stored', refs, head: 'refs/heads/main' },
    });
  });

  it('has none when git was not captured', async () => {
    const { digest } = await vault.putManifest(manifest);
    expect(await get(digest)).toMatchObject({ refs: [], head: null });
  });

  it('says that it does not know them when the vault cannot give the manifest', async () => {
    expect(await get('0'.repeat(64))).toMatchObject({ id: 's1', refCount: 2, refs: null, head: null });
  });

  it('is not there before it is stored', async () => {
    await expect(get('0'.repeat(64), vault, 's2')).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' });
  });
});
