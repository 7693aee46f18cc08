import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import type { SagaAdvanced } from '@holdfast/event-sourcing';
import { expect, it } from '@jest/globals';
import { allEvents, repeatedCommands, type StoredEvent } from './testing/all-events.ts';
import { HoldfastApi } from './testing/holdfast-api.ts';
import { ADMINISTRATOR_TOKEN, Scene } from './testing/scene.ts';
import { waitUntil } from './testing/wait-until.ts';
import { startHoldfast, type StartedHoldfast } from './testing/workplace.ts';

/** More than one worker takes on at a time, so that both get some. */
const REPOSITORIES = 20;

const withoutCheckpoints = (events: readonly StoredEvent[]) => events.filter(({ stream }) => !stream.startsWith('sagaCheckpoint-'));

async function killHard({ child }: StartedHoldfast): Promise<void> {
  child.process.kill('SIGKILL');
  await child.stop();
}

it('two gateways, two orchestrators and two workers share a run, of each of which one is killed: everything happens once, and is told', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-events-'));
  const server = await startEmbeddedEventStore({ directory });
  const running: StartedHoldfast[] = [];
  try {
    await using scene = await Scene.open(
      { SIMULATOR_REPOSITORIES: String(REPOSITORIES), SIMULATOR_PULL_REQUESTS: '1' },
      { EVENTSTORE_URL: server.connectionString, HOLDFAST_ROLE: 'gateway' },
    );
    const start = async (role: string) => {
      const started = await startHoldfast({ ...scene.settings, HOLDFAST_ROLE: role });
      running.push(started);
      return started;
    };
    const roles = ['gateway', 'orchestrator', 'orchestrator', 'worker', 'worker'];
    const started = await Promise.allSettled(roles.map(start)); // awaits each, so that none outlives the test
    const [gateway, orchestrator, , worker] = started.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined));
    expect(started.filter(({ status }) => status === 'rejected')).toEqual([]);
    const api = new HoldfastApi(gateway!.url, ADMINISTRATOR_TOKEN);

    const { planId } = await scene.prepare();
    await expectOwnWritesAcross(scene.api, api, planId);
    const runId = await api.create(`/plans/${planId}/runs`);
    await waitUntil(
      () => api.run(runId),
      ({ tasks }) => tasks.captured > 0,
    );
    await Promise.all([scene.kill(), killHard(orchestrator!), killHard(worker!)]);
    await start('worker'); // takes the dead one's place, and what it had in hand

    const run = await waitUntil(
      () => api.run(runId),
      ({ endedAt }) => endedAt !== null,
    );
    expect(run).toMatchObject({ status: 'completed', tasks: { planned: REPOSITORIES, captured: REPOSITORIES, failed: 0 } });
    // The trail tells every event, in the order in which they were stored.
    const events = await waitUntil(
      async () => ({ stored: withoutCheckpoints(await allEvents(server.connectionString)), told: await api.audit('') }),
      ({ stored, told }) => stored.at(-1)?.id === told[0]?.eventId,
    );
    expect(events.told.map(({ eventId }) => eventId).reverse()).toEqual(events.stored.map(({ id }) => id));
    expectEverythingOnce(events.stored);
  } finally {
    await Promise.all(running.map(({ child }) => child.stop()));
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
});

/** What a client writes at one gateway it sees at once at the other. */
async function expectOwnWritesAcross(one: HoldfastApi, other: HoldfastApi, planId: string): Promise<void> {
  for (let round = 1; round <= 10; round++) {
    const [writer, reader] = round % 2 === 0 ? [one, other] : [other, one];
    await writer.call('PATCH', `/plans/${planId}`, { name: `Everything ${round}` });
    expect((await reader.plan(planId)).name).toBe(`Everything ${round}`);
  }
}

function expectEverythingOnce(events: readonly StoredEvent[]): void {
  const of = (type: string) => events.filter((event) => event.type === type);
  const counts = ['RunStarted', 'RunPlanned', 'TaskCaptured', 'SnapshotStored', 'RunCompleted'].map((type) => of(type).length);
  expect(counts).toEqual([1, 1, REPOSITORIES, REPOSITORIES, 1]);
  expect(repeatedCommands(events)).toEqual([]);
  const steps = of('SagaAdvanced').map(({ data }) => data as SagaAdvanced['data']);
  expect(steps.flatMap(({ commands }) => commands).length).toBeGreaterThan(0);
  const taken = steps.map(({ saga, eventId }) => `${saga} ${eventId}`);
  expect(new Set(taken).size).toBe(taken.length);
  expect(of('SagaCommandParked')).toEqual([]);
  expect(new Set(of('TaskAssigned').map(({ metadata }) => metadata.actor)).size).toBe(2);
}
