import { mkdir, mkdtemp, readdir, readFile, watch, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreUnavailableError } from '@holdfast/event-sourcing';
import type { GitRef } from '@holdfast/git';
import { ReportOnRestore, restore } from '@holdfast/runs';
import { restoreStream, type RestoreCompleted, type RestoreEvent, type SnapshotStored } from '@holdfast/runs/contracts';
import { damage } from '../testing/damaged-object.ts';
import { dyingAt } from '../testing/dying-at.ts';
import { SimulatedWorkplace } from '../testing/simulated-workplace.ts';
import { restoreSnapshot } from './restore.job.ts';

const never = new AbortController().signal;

let place: SimulatedWorkplace;
let parent: string;
beforeAll(async () => {
  place = await SimulatedWorkplace.start({ seed: { repositories: 8 } });
  for (const slug of ['web', 'payments-api', 'mobile-app']) await place.capture(slug);
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});
beforeEach(async () => {
  parent = await mkdtemp(join(place.bed.directory, 'restored-'));
});

/** Asks for a restore, of the last snapshot of `web` by default, and gives it to the worker. Answers its id. */
async function requested(path: string, snapshot?: SnapshotStored['data']): Promise<string> {
  const { repository, clock, newId } = place.bed.environment;
  const restoreId = newId();
  const { snapshotId, manifestDigest } = snapshot ?? (await place.lastSnapshot('web'));
  const target = { kind: 'directory', path } as const;
  const command = { type: 'RequestRestore', restoreId, now: clock().getTime(), snapshotId, manifestDigest, target } as const;
  await repository.decide(restore, restoreStream(restoreId), command, place.scene.context());
  await assign(restoreId);
  return restoreId;
}

async function assign(restoreId: string): Promise<void> {
  const { commands, clock, workerId } = place.bed.environment;
  const assignment = { type: 'AssignRestore', restoreId, workerId, until: clock().getTime() + 60_000 } as const;
  await commands.execute(new ReportOnRestore(assignment, place.scene.context()));
}

async function outcomeOf(restoreId: string): Promise<RestoreEvent> {
  return (await place.bed.events<RestoreEvent>(restoreStream(restoreId))).at(-1)!;
}

/** Answers how the restore ended. */
async function restored(path: string, snapshot?: SnapshotStored['data']): Promise<RestoreEvent> {
  const restoreId = await requested(path, snapshot);
  await restoreSnapshot(place.bed.environment, restoreId, never);
  return outcomeOf(restoreId);
}

const sorted = (refs: readonly GitRef[]) => [...refs].sort((a, b) => (a.name < b.name ? -1 : 1));
const refsOf = async (directory: string) => sorted(await place.bed.environment.git.listRefs(directory));

describe('A restore', () => {
  it('equals the source, ref by ref, with its HEAD and all that the refs reach', async () => {
    const path = join(parent, 'web.git');
    expect(await restored(path)).toMatchObject({ type: 'RestoreCompleted' });
    const { git } = place.bed.environment;
    const refs = await refsOf(place.source('web'));
    const oids = refs.map(({ oid }) => oid);
    expect(await refsOf(path)).toEqual(refs);
    expect(await git.headOf(path)).toBe(await git.headOf(place.source('web')));
    expect(await git.isConnected(path, oids)).toBe(true);
    expect(await readdir(parent)).toEqual(['web.git']);
  });

  it('says what it brought back, and where', async () => {
    const path = join(parent, 'web.git');
    const manifest = await place.lastManifest('web');
    expect(await restored(path)).toMatchObject({
      data: {
        restored: [
          { what: 'git', path, items: manifest.git?.refs.length },
          { what: 'pullrequests', path: join(path, 'holdfast', 'pullrequests.jsonl'), items: 2 },
        ],
        notRestored: [],
      },
    });
    const lines = (await readFile(join(path, 'holdfast', 'pullrequests.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(await readFile(join(path, 'holdfast', 'manifest.json'), 'utf8'))).toEqual(manifest);
  });

  it('of an earlier snapshot brings back what was there then, whatever was forced or deleted since', async () => {
    const { control, repositories } = place.simulator;
    const { slug } = repositories[4]!;
    await control.push(slug, 'stable', 2);
    await control.push(slug, 'short-lived', 1);
    await place.capture(slug);
    const then = await refsOf(place.source(slug));
    const snapshot = await place.lastSnapshot(slug);
    await control.forcePush(slug, 'stable');
    await control.deleteBranch(slug, 'short-lived');
    control.comment(slug, 1, 'later');
    await place.capture(slug);
    expect(await restored(join(parent, 'then'), snapshot)).toMatchObject({ type: 'RestoreCompleted' });
    expect(await refsOf(join(parent, 'then'))).toEqual(then);
    const now = await restored(join(parent, 'now'), await place.lastSnapshot(slug));
    expect(now).toMatchObject({ data: { restored: [{ what: 'git' }, { what: 'pullrequests', items: 3 }] } });
    expect(await refsOf(join(parent, 'now'))).toEqual(await refsOf(place.source(slug)));
  });

  it('of an empty repository is an empty repository', async () => {
    const path = join(parent, 'empty');
    expect(await restored(path, await place.lastSnapshot('mobile-app'))).toMatchObject({
      type: 'RestoreCompleted',
      data: { restored: [{ what: 'git', path, items: 0 }] },
    });
    expect(await refsOf(path)).toEqual([]);
  });

  it('makes the folders above its target, and leaves alone who works beside it', async () => {
    const folder = join(parent, 'deep', 'er');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'chain.bundle'), 'of somebody else');
    const slugs = ['web', 'payments-api'] as const;
    const outcomes = await Promise.all(slugs.map(async (slug) => restored(join(folder, slug), await place.lastSnapshot(slug))));
    expect(outcomes.map(({ type }) => type)).toEqual(['RestoreCompleted', 'RestoreCompleted']);
    expect((await readdir(folder)).sort()).toEqual(['chain.bundle', 'payments-api', 'web']);
    expect(await readFile(join(folder, 'chain.bundle'), 'utf8')).toBe('of somebody else');
    for (const slug of slugs) expect(await refsOf(join(folder, slug))).toEqual(await refsOf(place.source(slug)));
  });
});

describe('A restore over something that exists', () => {
  const refusal = { type: 'RestoreFailed', data: { code: 'RESTORE_TARGET_EXISTS' } };

  it('is refused, even if that is an empty folder', async () => {
    const path = join(parent, 'taken');
    await mkdir(path);
    expect(await restored(path)).toMatchObject(refusal);
    expect(await readdir(parent)).toEqual(['taken']);
    expect(await readdir(path)).toEqual([]);
  });

  it('is refused, and what is there is not touched', async () => {
    const path = join(parent, 'taken');
    await mkdir(path);
    await writeFile(join(path, 'mine.txt'), 'mine');
    expect(await restored(path)).toMatchObject(refusal);
    expect(await readFile(join(path, 'mine.txt'), 'utf8')).toBe('mine');
    expect(await restored(join(path, 'mine.txt'))).toMatchObject(refusal);
    expect(await readdir(path)).toEqual(['mine.txt']);
    expect(await readdir(parent)).toEqual(['taken']);
  });

  it('is refused to a second attempt as well, when another restore stands there', async () => {
    const path = join(parent, 'taken');
    const restoreId = await requested(path);
    await restored(path, await place.lastSnapshot('payments-api'));
    await assign(restoreId);
    await restoreSnapshot(place.bed.environment, restoreId, never);
    expect(await outcomeOf(restoreId)).toMatchObject(refusal);
  });
});

describe('A restore that is interrupted', () => {
  it('after the target appeared is completed by the next attempt, with the same report', async () => {
    const { data: whole } = (await restored(join(parent, 'whole'))) as RestoreCompleted;
    const path = join(parent, 'web.git');
    const restoreId = await requested(path);
    const dying = dyingAt('CompleteRestore', place.bed.environment);
    await expect(restoreSnapshot(dying, restoreId, never)).rejects.toBeInstanceOf(EventStoreUnavailableError);
    await assign(restoreId);
    await restoreSnapshot(place.bed.environment, restoreId, never);
    const restoredAtLast = whole.restored.map((part) => ({ ...part, path: part.path.replace(join(parent, 'whole'), path) }));
    expect(await outcomeOf(restoreId)).toMatchObject({ type: 'RestoreCompleted', data: { restored: restoredAtLast } });
  });

  it('by the end of the worker has not failed, leaves nothing, and is done by the next attempt', async () => {
    const path = join(parent, 'web.git');
    const restoreId = await requested(path);
    const stopping = new AbortController();
    const begun = appeared(parent, `web.git.partial-${restoreId}`);
    const attempt = restoreSnapshot(place.bed.environment, restoreId, stopping.signal);
    await begun;
    stopping.abort();
    await expect(attempt).rejects.toThrow();
    expect(await outcomeOf(restoreId)).toMatchObject({ type: 'RestoreAssigned' });
    expect(await readdir(parent)).toEqual([]);
    await restoreSnapshot(place.bed.environment, restoreId, never);
    expect(await outcomeOf(restoreId)).toMatchObject({ type: 'RestoreCompleted' });
  });

  it('and has ended is not done again', async () => {
    const path = join(parent, 'web.git');
    const restoreId = await requested(path);
    await restoreSnapshot(place.bed.environment, restoreId, never);
    await restoreSnapshot(place.bed.environment, restoreId, never);
    expect(await place.bed.events(restoreStream(restoreId), 'RestoreCompleted', 'RestoreFailed')).toHaveLength(1);
  });
});

/** Resolves when an entry of this name appears in the directory. */
async function appeared(directory: string, name: string): Promise<void> {
  for await (const change of watch(directory)) if (change.filename === name) return;
}

describe('A restore from a damaged vault', () => {
  /** A snapshot of which one object has one wrong bit, near its end. */
  async function damagedSnapshot(number: number, which: 'git' | 'pullrequests'): Promise<SnapshotStored['data']> {
    const { slug } = place.simulator.repositories[number]!;
    await place.capture(slug);
    const { git, metadata } = await place.lastManifest(slug);
    await damage(place.bed, which === 'git' ? git!.bundles[0]!.object : metadata[0]!.object);
    return place.lastSnapshot(slug);
  }

  it.each([
    ['git', 5],
    ['pullrequests', 6],
  ] as const)('fails and leaves nothing at the target or beside it: %s', async (which, number) => {
    const snapshot = await damagedSnapshot(number, which);
    expect(await restored(join(parent, 'target'), snapshot)).toMatchObject({ type: 'RestoreFailed', data: { code: 'OBJECT_CORRUPT' } });
    expect(await readdir(parent)).toEqual([]);
  });

  it('fails when the manifest is not there', async () => {
    const snapshot = { ...(await place.lastSnapshot('web')), manifestDigest: '0'.repeat(64) };
    expect(await restored(join(parent, 'target'), snapshot)).toMatchObject({ type: 'RestoreFailed', data: { code: 'OBJECT_MISSING' } });
    expect(await readdir(parent)).toEqual([]);
  });
});
