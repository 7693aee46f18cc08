import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repeatably, requestIds } from '@holdfast/http';
import { openBench, readModelsShowing, type Bench } from '@holdfast/http/testing';
import { repositoryStream } from '../../contracts/repository.events.ts';
import { restoreStream } from '../../contracts/restore.events.ts';
import { at, organizationId, runId, taskId, web } from '../../testing/one-run.ts';
import { snapshotsProjection } from '../projections/snapshots.projection.ts';
import { RequestRestore } from './request-restore.command.ts';
import { RequestRestoreHandler } from './request-restore.handler.ts';

const facts = { snapshotId: 's1', organizationId, repository: web, runId, taskId, takenAt: at(1), manifestDigest: 'abc' };
const stored = { type: 'SnapshotStored', data: { ...facts, refs: 2, content: ['git'], notCaptured: [], bytes: 42 } };

describe('requesting a restore', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await openBench();
  });

  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  const request = (path: string, snapshotId = 's1', context = bench.context()) => {
    const readModels = readModelsShowing([snapshotsProjection], [repositoryStream(web.id), stored]);
    return new RequestRestoreHandler(bench.repository, readModels, bench.clock, requestIds).execute(
      new RequestRestore({ snapshotId, target: { kind: 'directory', path } }, context),
    );
  };

  it('orders what the manifest of the snapshot names', async () => {
    const path = join(bench.directory, 'restored');
    const { id: restoreId } = await request(path);
    const order = { restoreId, snapshotId: 's1', manifestDigest: 'abc', target: { kind: 'directory', path } };
    expect(await bench.stored(restoreStream(restoreId))).toEqual([
      { type: 'RestoreRequested', data: { ...order, requestedAt: bench.clock().toISOString() } },
    ]);
  });

  it('is refused where anything exists: nothing is restored over it', async () => {
    const path = join(bench.directory, 'taken');
    await mkdir(path);
    await expect(request(path)).rejects.toMatchObject({ kind: 'conflict', code: 'RESTORE_TARGET_EXISTS' });
  });

  it('is answered again when it is repeated, though its directory exists by now', async () => {
    const path = join(bench.directory, 'repeated');
    const context = bench.context();
    const seed = { ids: 'repeated', began: 0, secrets: Buffer.alloc(32) };
    const repeat = () => repeatably(seed, () => request(path, 's1', context));
    const first = await repeat();
    await mkdir(path);
    expect(await repeat()).toEqual(first);
    expect(await bench.stored(restoreStream(first.id))).toHaveLength(1);
  });

  it('needs a snapshot', async () => {
    await expect(request(join(bench.directory, 'nothing'), 's2')).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' });
  });
});
