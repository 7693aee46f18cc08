import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startChild } from '../testing/child.ts';
import { compareRefs } from '../testing/compare-refs.ts';
import { Scene } from '../testing/scene.ts';
import { waitUntil } from '../testing/wait-until.ts';

describe('npm run secrets:rotate-key', () => {
  it('is refused while Holdfast runs; afterwards Holdfast goes on, and restores what was backed up under either key', async () => {
    await using scene = await Scene.open({ SIMULATOR_REPOSITORIES: '2', SIMULATOR_PULL_REQUESTS: '1' });
    const { organizationId, planId } = await scene.prepare();
    const run = async () => {
      const runId = await scene.api.create(`/plans/${planId}/runs`);
      return waitUntil(
        () => scene.api.run(runId),
        ({ endedAt }) => endedAt !== null,
      );
    };
    const rotate = () => startChild('apps/holdfast/src/rotate-key/main.ts', scene.settings, /^Copy .* to another place now/);
    expect(await run()).toMatchObject({ status: 'completed' });
    await expect(rotate()).rejects.toThrow(/stop every process first/);

    await scene.holdfast.child.stop();
    const rotation = await rotate();
    const exitCode = await waitUntil(
      () => Promise.resolve(rotation.process.exitCode),
      (code) => code !== null,
    );
    expect(exitCode).toBe(0);
    expect(rotation.output()).toMatch(/The key is age1[a-z0-9]+ from now on\.\n3 secrets were encrypted/);
    expect(rotation.output()).not.toContain('AGE-SECRET-KEY');

    await scene.startAgain();
    const [repository] = await scene.api.repositories(organizationId);
    const { gitUrl, admin } = scene.bitbucket;
    await scene.bitbucket.control('push', { repository: repository?.fullName.split('/')[1], branch: 'news', commits: 1 });
    expect(await run()).toMatchObject({ status: 'completed', tasks: { captured: 1, unchanged: 1 } });
    const [later, earlier] = await scene.api.snapshots(repository?.id ?? '');
    for (const snapshot of [earlier, later]) {
      const target = { kind: 'directory', path: join(scene.directory, 'restored', snapshot?.id ?? '') };
      const restoreId = await scene.api.create('/restores', { snapshotId: snapshot?.id, target });
      const restore = await waitUntil(
        () => scene.api.restore(restoreId),
        ({ endedAt }) => endedAt !== null,
      );
      expect(restore).toMatchObject({ status: 'completed', notRestored: [] });
    }
    const source = { gitUrl, fullName: repository?.fullName ?? '', token: admin.token };
    expect((await compareRefs(source, join(scene.directory, 'restored', later?.id ?? ''))).differences).toEqual([]);
  });
});
