import type { RestoreView, SnapshotDetails, SnapshotView } from '@holdfast/runs/contracts';
import type { RouteDescriptions } from '../route-description.ts';
import { ids, pageOf } from './examples.ts';

const snapshot: SnapshotView = {
  ...{ id: ids.snapshot, repositoryId: ids.repository, organizationId: ids.organization, runId: ids.run },
  ...{ takenAt: '2026-11-23T01:02:30.000Z', refCount: 1, content: ['git', 'pullrequests'], bytes: 118_000, status: 'stored' },
  notCaptured: [{ what: 'lfs', why: 'the plan does not take it' }],
  manifestDigest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};
const details: SnapshotDetails = {
  ...snapshot,
  refs: [{ name: 'refs/heads/main', oid: '1f7a7a472abf3dd9643fd615f6da379c4acb3e3a' }],
  head: 'refs/heads/main',
};
const target = { kind: 'directory', path: '/srv/restored/web' } as const;
const restore: RestoreView = {
  ...{ id: ids.restore, snapshotId: ids.snapshot, target, status: 'completed', reason: null },
  restored: [{ what: 'refs', path: '/srv/restored/web/web.git', items: 1 }],
  notRestored: [],
  ...{ requestedAt: '2026-11-23T08:00:00.000Z', endedAt: '2026-11-23T08:00:02.000Z' },
};

export const snapshotRoutes: RouteDescriptions = {
  'GET /api/v1/repositories/:id/snapshots': {
    summary: 'List the snapshots of a repository, newest first',
    errors: ['REPOSITORY_NOT_FOUND'],
    answer: pageOf(snapshot),
  },
  'GET /api/v1/snapshots/:id': { summary: 'Show a snapshot', errors: ['SNAPSHOT_NOT_FOUND'], answer: details },
  'POST /api/v1/restores': {
    summary: 'Restore a snapshot',
    errors: ['SNAPSHOT_NOT_FOUND', 'RESTORE_TARGET_EXISTS'],
    request: { snapshotId: ids.snapshot, target },
    answer: { id: ids.restore },
  },
  'GET /api/v1/restores/:id': { summary: 'Show a restore', errors: ['RESTORE_NOT_FOUND'], answer: restore },
};
