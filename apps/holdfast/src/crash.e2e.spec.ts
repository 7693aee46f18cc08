import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Scene } from './testing/scene.ts';
import { waitUntil } from './testing/wait-until.ts';

const REPOSITORIES = 8;

describe('a process that dies in the middle of a run', () => {
  it('goes on after kill -9 and a new start: the run completes, nothing is captured twice, no acknowledged command is lost', async () => {
    await using scene = await Scene.open({ SIMULATOR_REPOSITORIES: String(REPOSITORIES), SIMULATOR_PULL_REQUESTS: '3' });
    const { organizationId, planId, credentialIds } = await scene.prepare();
    const runId = await scene.api.create(`/plans/${planId}/runs`);
    for (const captured of [1, 3, 5]) {
      const reached = await waitUntil(
        () => scene.api.run(runId),
        ({ tasks, endedAt }) => tasks.captured >= captured || endedAt !== null,
      );
      if (reached.endedAt !== null) break;
      const acknowledged = await scene.api.create('/plans', { name: `Made just before crash ${captured}`, organizationId });
      await scene.kill();
      await scene.startAgain();
      expect(await scene.api.plan(acknowledged)).toMatchObject({ id: acknowledged });
    }

    const run = await waitUntil(
      () => scene.api.run(runId),
      ({ endedAt }) => endedAt !== null,
    );
    expect(run).toMatchObject({ status: 'completed', tasks: { planned: REPOSITORIES, captured: REPOSITORIES, failed: 0 } });
    const entries = await scene.api.audit(`runId=${runId}`);
    for (const type of ['TaskPlanned', 'TaskCaptured', 'SnapshotStored']) {
      const tasks = entries.filter((entry) => entry.type === type).map(({ data }) => (data as { taskId: string }).taskId);
      expect([type, tasks.length, new Set(tasks).size]).toEqual([type, REPOSITORIES, REPOSITORIES]);
    }
    for (const type of ['RunStarted', 'RunPlanned', 'RunCompleted']) expect(entries.filter((entry) => entry.type === type)).toHaveLength(1);
    const { additionalCredentials } = await scene.api.plan(planId);
    expect(additionalCredentials.credentials.filter(({ enabled }) => enabled).map(({ id }) => id)).toEqual([...credentialIds]);
  });

  it('hands its work back on SIGTERM, ends with 0, and the next start goes on', async () => {
    await using scene = await Scene.open({ SIMULATOR_REPOSITORIES: String(REPOSITORIES), SIMULATOR_PULL_REQUESTS: '3' });
    const { planId } = await scene.prepare();
    const runId = await scene.api.create(`/plans/${planId}/runs`);
    await waitUntil(
      () => scene.api.run(runId),
      ({ tasks }) => tasks.running > 0,
    );
    expect(await scene.holdfast.child.stop()).toBe(0);

    await scene.startAgain();
    const run = await waitUntil(
      () => scene.api.run(runId),
      ({ endedAt }) => endedAt !== null,
    );
    expect(run).toMatchObject({ status: 'completed', tasks: { captured: REPOSITORIES, failed: 0 } });
    const entries = await scene.api.audit(`runId=${runId}`);
    const types = entries.map(({ type }) => type);
    expect(types).toContain('TaskHandedBack');
    const granted = types.filter((type) => type === 'QuotaLeaseGranted');
    expect(types.filter((type) => type === 'QuotaLeaseSettled')).toHaveLength(granted.length);
  });
});

describe('a start without the key file', () => {
  it('is refused once something was encrypted with its key', async () => {
    await using scene = await Scene.open({ SIMULATOR_REPOSITORIES: '1' });
    await scene.prepare();
    await scene.kill();
    await rm(join(scene.directory, 'holdfast.key'));
    await expect(scene.startAgain()).rejects.toThrow(/There is no key file .*holdfast\.key/);
  });
});
