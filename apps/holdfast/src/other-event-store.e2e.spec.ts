import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import { describe, expect, it } from '@jest/globals';
import { Scene } from './testing/scene.ts';
import { waitUntil } from './testing/wait-until.ts';

describe('EVENTSTORE_URL', () => {
  it('points the same build at a server elsewhere, which then holds every event', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-events-'));
    const server = await startEmbeddedEventStore({ directory });
    try {
      await using scene = await Scene.open({ SIMULATOR_REPOSITORIES: '3' }, { EVENTSTORE_URL: server.connectionString });
      const { planId } = await scene.prepare();
      const runId = await scene.api.create(`/plans/${planId}/runs`);
      const run = await waitUntil(
        () => scene.api.run(runId),
        ({ endedAt }) => endedAt !== null,
      );
      expect(run).toMatchObject({ status: 'completed', tasks: { captured: 3 } });
      expect(await readdir(join(scene.directory, 'data'))).not.toContain('events');
    } finally {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    }
  });
});
