import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, FORWARDS, START, type AllStreamResolvedEvent } from '@eventstore/db-client';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import type { EventMetadata } from '@holdfast/event-sourcing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Scene } from './testing/scene.ts';
import { waitUntil } from './testing/wait-until.ts';

interface Traced {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly metadata: EventMetadata;
}

/** A backup in which one account is refused, so that sagas and workers have their part in it. */
describe('what follows from one request', () => {
  const resources = new AsyncDisposableStack();
  let events: readonly Traced[];

  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-tracing-'));
    resources.defer(() => rm(directory, { recursive: true, force: true }));
    const server = await startEmbeddedEventStore({ directory });
    resources.defer(() => server.close());
    const simulator = { SIMULATOR_REPOSITORIES: '3', SIMULATOR_PULL_REQUESTS: '1' };
    const scene = resources.use(await Scene.open(simulator, { EVENTSTORE_URL: server.connectionString }));
    const { planId } = await scene.prepare();
    const [first] = scene.bitbucket.additional;
    const refusal = { path: '/pullrequests', times: 1, account: first?.account, effect: { kind: 'status', status: 429 } };
    await scene.bitbucket.control('fault', refusal);
    const runId = await scene.api.create(`/plans/${planId}/runs`);
    const run = await waitUntil(
      () => scene.api.run(runId),
      ({ endedAt }) => endedAt !== null,
    );
    expect(run).toMatchObject({ status: 'completed' });
    events = await allEvents(server.connectionString);
  });

  afterAll(() => resources.disposeAsync());

  it('has one correlation, from the request to the last effect', () => {
    const requested = events.find(({ type }) => type === 'RunRequested')!;
    const afterwards = events.slice(events.indexOf(requested)).filter(({ stream }) => !/^(sagaCheckpoint|access)-/.test(stream));
    const others = afterwards.filter(({ metadata }) => metadata.$correlationId !== requested.metadata.$correlationId);
    expect(summary(others)).toEqual([]);
    expect(summary(afterwards)).toEqual(
      expect.arrayContaining(['RunStarted', 'TaskCaptured', 'SnapshotStored', 'SagaAdvanced', 'RunCompleted']),
    );
  });

  it('follows from an event that is there, unless somebody asked for it', () => {
    const known = new Set(events.map(({ id }) => id));
    const unexplained = events.filter(({ metadata: { actor, $causationId } }) => /^(saga|worker):/.test(actor) && !known.has($causationId));
    expect(summary(unexplained.filter(({ stream }) => !stream.startsWith('sagaCheckpoint-')))).toEqual([]);
  });
});

function summary(events: readonly Traced[]): string[] {
  return [...new Set(events.map(({ type }) => type))].toSorted();
}

async function allEvents(connectionString: string): Promise<Traced[]> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const resolved = (await client
    .readAll({ direction: FORWARDS, fromPosition: START, maxCount: 100_000 })
    .toArray()) as AllStreamResolvedEvent[];
  await client.dispose();
  return resolved.flatMap(({ event }) =>
    event && !event.type.startsWith('$')
      ? [{ id: event.id, type: event.type, stream: event.streamId, metadata: event.metadata as unknown as EventMetadata }]
      : [],
  );
}
