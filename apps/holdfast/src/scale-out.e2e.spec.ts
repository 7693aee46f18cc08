import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import { describe, expect, it } from '@jest/globals';
import { Scene } from './testing/scene.ts';
import { waitUntil } from './testing/wait-until.ts';
import { startHoldfast } from './testing/workplace.ts';

/** More than one worker takes on at a time, so that both get some. */
const REPOSITORIES = 20;

describe('several processes on one event store and one data directory', () => {
  it('share the work: two orchestrators and two workers, one of each killed, act once', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-events-'));
    const server = await startEmbeddedEventStore({ directory });
    try {
      const shared = { EVENTSTORE_URL: server.connectionString };
      await using scene = await Scene.open(
        { SIMULATOR_REPOSITORIES: String(REPOSITORIES), SIMULATOR_PULL_REQUESTS: '1' },
        { ...shared, HOLDFAST_ROLE: 'gateway' },
      );
      const behind = { ...scene.settings, HOLDFAST_ROLE: 'orchestrator,worker' };
      const [first, second] = await Promise.all([startHoldfast(behind), startHoldfast(behind)]);
      const { planId } = await scene.prepare();
      const runId = await scene.api.create(`/plans/${planId}/runs`);
      await waitUntil(
        () => scene.api.run(runId),
        ({ tasks }) => tasks.captured > 0,
      );
      first.child.process.kill('SIGKILL');
      const successor = await startHoldfast(behind);

      const run = await waitUntil(
        () => scene.api.run(runId),
        ({ endedAt }) => endedAt !== null,
      );
      expect(run).toMatchObject({ status: 'completed', tasks: { planned: REPOSITORIES, captured: REPOSITORIES, failed: 0 } });
      const entries = await scene.api.audit(`runId=${runId}`);
      const count = (type: string) => entries.filter((entry) => entry.type === type).length;
      expect(['RunStarted', 'RunPlanned', 'TaskCaptured', 'SnapshotStored', 'RunCompleted'].map(count)).toEqual([
        1,
        1,
        REPOSITORIES,
        REPOSITORIES,
        1,
      ]);
      const workers = new Set(entries.filter(({ type }) => type === 'TaskAssigned').map(({ actor }) => actor));
      expect(workers.size).toBe(2);
      await Promise.all([second.child.stop(), successor.child.stop()]);
    } finally {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    }
  });
});
