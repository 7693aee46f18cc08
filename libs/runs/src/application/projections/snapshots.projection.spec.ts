import { describe, expect, it } from '@jest/globals';
import { readModelsShowing, type Stored } from '@holdfast/http/testing';
import { repositoryStream, type SnapshotStored } from '../../contracts/repository.events.ts';
import { restoreStream } from '../../contracts/restore.events.ts';
import { api, at, organizationId, runId, taskId, web } from '../../testing/one-run.ts';
import { GetRestoreHandler, ListSnapshotsHandler } from '../queries/snapshot.handlers.ts';
import { GetRestore, ListSnapshots } from '../queries/runs.query.ts';
import { snapshotsProjection } from './snapshots.projection.ts';

const after = (...events: readonly Stored[]) => {
  const readModels = readModelsShowing([snapshotsProjection], ...events);
  return {
    repository: (id: string) => readModels.database.get('SELECT * FROM repository WHERE id = ?', id),
    snapshots: (repositoryId: string, limit = 50, cursor?: string) =>
      new ListSnapshotsHandler(readModels).execute(new ListSnapshots(repositoryId, { limit, ...(cursor !== undefined && { cursor }) })),
    restore: () => new GetRestoreHandler(readModels).execute(new GetRestore('restore1')),
  };
};

const discovered = (repository = web): Stored => [
  repositoryStream(repository.id),
  { type: 'RepositoryDiscovered', data: { organizationId, repository } },
];
const facts = {
  organizationId,
  runId,
  manifestDigest: 'abc',
  refs: 7,
  content: ['git'],
  notCaptured: [{ what: 'lfs', why: 'off' }],
  bytes: 42,
};
const stored = (snapshotId: string, minutes: number, repository = web): Stored => [
  repositoryStream(repository.id),
  { type: 'SnapshotStored', data: { ...facts, snapshotId, repository, taskId, takenAt: at(minutes) } } satisfies SnapshotStored,
];

describe('a repository, as it is seen', () => {
  it('has a number of snapshots, and a last one', () => {
    const known = { id: 'r-web', organizationId, name: 'Web', fullName: 'acme/web' };
    expect(after(discovered()).repository('r-web')).toEqual({ ...known, snapshots: 0, lastSnapshotAt: null });
    const { repository } = after(discovered(), discovered(api), stored('s1', 1), stored('s2', 2));
    expect(repository('r-web')).toEqual({ ...known, snapshots: 2, lastSnapshotAt: at(2) });
    expect(repository('r-api')).toMatchObject({ snapshots: 0 });
  });

  it('goes with its snapshots to the organization that discovers it again', () => {
    const again: Stored = [
      repositoryStream('r-web'),
      { type: 'RepositoryDiscovered', data: { organizationId: 'acme-again', repository: web } },
    ];
    expect(after(discovered(), stored('s1', 1), again).repository('r-web')).toMatchObject({ organizationId: 'acme-again', snapshots: 1 });
  });

  it('counts a snapshot once, however often it is heard of', () => {
    expect(after(discovered(), stored('s1', 1), stored('s2', 2), stored('s1', 1)).repository('r-web')).toMatchObject({
      ...{ snapshots: 2, lastSnapshotAt: at(2) },
    });
  });

  it('has the name that it was last seen with', () => {
    const repository = { ...web, name: 'Shop', fullName: 'acme/shop' };
    const renamed: Stored = [repositoryStream('r-web'), { type: 'RepositoryRenamed', data: { organizationId, repository } }];
    expect(after(discovered(), stored('s1', 1), renamed).repository('r-web')).toMatchObject({
      name: 'Shop',
      fullName: 'acme/shop',
      snapshots: 1,
    });
  });
});

describe('a snapshot, as it is seen', () => {
  it('tells what is in it, and what is not', async () => {
    const { organizationId: _, refs: refCount, ...shown } = facts;
    expect((await after(discovered(), stored('s1', 1)).snapshots('r-web')).items).toEqual([
      { ...{ id: 's1', repositoryId: 'r-web', organizationId, takenAt: at(1), status: 'stored', refCount }, ...shown },
    ]);
  });

  it('is corrupt from when something was found damaged that it needs', async () => {
    const found = { ...facts, snapshotId: 's1', repository: web, taskId, object: 'objects/ab/abc.age', why: 'changed', foundAt: at(3) };
    const corrupt: Stored = [repositoryStream('r-web'), { type: 'SnapshotFoundCorrupt', data: found }];
    const { snapshots } = after(discovered(), stored('s1', 1), stored('s2', 2), corrupt);
    expect((await snapshots('r-web')).items.map(({ id, status }) => `${id} ${status}`)).toEqual(['s2 stored', 's1 corrupt']);
  });

  it('is listed with those of its repository, newest first, page by page', async () => {
    const { snapshots } = after(
      ...[discovered(), discovered(api), stored('s1', 1), stored('s2', 2), stored('s3', 3), stored('x1', 4, api)],
    );
    const first = await snapshots('r-web', 2);
    expect(first.items.map(({ id }) => id)).toEqual(['s3', 's2']);
    const last = await snapshots('r-web', 2, first.nextCursor ?? '');
    expect([last.items.map(({ id }) => id), last.nextCursor]).toEqual([['s1'], null]);
    expect((await snapshots('r-api')).items.map(({ id }) => id)).toEqual(['x1']);
    await expect(snapshots('r-none')).rejects.toMatchObject({ code: 'REPOSITORY_NOT_FOUND' });
  });
});

describe('a restore, as it is seen', () => {
  const target = { kind: 'directory', path: '/srv/restored/web' };
  const inRestore = (type: string, data: object): Stored => [restoreStream('restore1'), { type, data: { restoreId: 'restore1', ...data } }];
  const requested = inRestore('RestoreRequested', { snapshotId: 's1', manifestDigest: 'abc', target, requestedAt: at(0) });
  const assigned = inRestore('RestoreAssigned', { workerId: 'one', attempt: 1, until: at(10) });
  const restored = [{ what: 'git', path: '/srv/restored/web/repository.git', items: 7 }];
  const notRestored = [{ what: 'lfs', why: 'not in the snapshot' }];
  const open = { id: 'restore1', snapshotId: 's1', target, requestedAt: at(0), restored: [], notRestored: [], reason: null, endedAt: null };

  it.each<[string, readonly Stored[], object]>([
    ['requested', [], {}],
    ['running', [assigned], {}],
    ['requested', [assigned, inRestore('RestoreHandedBack', { workerId: 'one' })], {}],
    [
      'completed',
      [assigned, inRestore('RestoreCompleted', { restored, notRestored, endedAt: at(3) })],
      { restored, notRestored, endedAt: at(3) },
    ],
    [
      'failed',
      [assigned, inRestore('RestoreFailed', { code: 'X', reason: 'it exists', endedAt: at(3) })],
      { reason: 'it exists', endedAt: at(3) },
    ],
  ])('is %s after what it went through', async (status, events, more) => {
    expect(await after(requested, ...events).restore()).toEqual({ ...open, status, ...more });
  });

  it('is not there before it is requested', async () => {
    await expect(after().restore()).rejects.toMatchObject({ code: 'RESTORE_NOT_FOUND' });
  });
});
