import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedEventStore, type EmbeddedEventStore } from '@holdfast/embedded-event-store';
import { EventStore, NO_EVENTS, systemIds, type DomainEvent, type RecordedEvent } from '@holdfast/event-sourcing';
import type { ParkedItem } from '@holdfast/gateway';
import { runStream } from '@holdfast/runs/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HoldfastApi } from './testing/holdfast-api.ts';
import { waitUntil } from './testing/wait-until.ts';
import { startHoldfast, type StartedHoldfast } from './testing/workplace.ts';

const TOKEN = 'the-administrator-of-the-test';
const order = { repositories: { include: ['*'], exclude: [] }, content: { git: true, lfs: false, metadata: [] } };

/** A gateway with an orchestrator, and a second orchestrator beside it. */
describe('what a saga could not do, over HTTP', () => {
  let directory: string;
  let server: EmbeddedEventStore;
  let eventStore: EventStore;
  let processes: readonly StartedHoldfast[] = [];
  let api: HoldfastApi;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'holdfast-parked-'));
    server = await startEmbeddedEventStore({ directory: join(directory, 'events') });
    eventStore = new EventStore(server.connectionString);
    const settings = {
      HOLDFAST_DATA_DIR: join(directory, 'data'),
      HOLDFAST_KEY_FILE: join(directory, 'holdfast.key'),
      HOLDFAST_ADMIN_TOKEN: TOKEN,
      EVENTSTORE_URL: server.connectionString,
    };
    const first = await startHoldfast({ ...settings, HOLDFAST_ROLE: 'gateway,orchestrator' });
    processes = [first, await startHoldfast({ ...settings, HOLDFAST_ROLE: 'orchestrator' })];
    api = new HoldfastApi(first.url, TOKEN);
  });

  afterAll(async () => {
    await Promise.all(processes.map(({ child }) => child.stop()));
    await eventStore.close();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function store(stream: string, correlationId: string, ...events: readonly DomainEvent[]): Promise<string> {
    const revision = (await eventStore.readLast(stream))?.revision ?? NO_EVENTS;
    const id = systemIds();
    const metadata = {
      actor: 'token:spec',
      at: '2026-11-22T08:00:00.000Z',
      commandId: id,
      $correlationId: correlationId,
      $causationId: correlationId,
    };
    await eventStore.append(
      stream,
      revision,
      events.map((event, index) => ({ id: index === 0 ? id : systemIds(), event, metadata })),
    );
    return id;
  }
  async function stored(stream: string): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of eventStore.readForwards(stream)) events.push(event);
    return events;
  }
  const parked = (instance: string) =>
    waitUntil(
      async () => (await api.all<ParkedItem>('/parked?status=parked')).find((item) => item.instance === instance),
      (item) => item !== undefined,
    ) as Promise<ParkedItem>;
  const afterReplay = (id: string) =>
    waitUntil(
      () => api.call<ParkedItem>('GET', `/parked/${id}`),
      ({ outcome }) => outcome !== undefined,
    );
  /** A run that nobody has started is to end: that is refused. */
  async function parkEndOf(runId: string): Promise<{ readonly item: ParkedItem; readonly eventId: string }> {
    const planned = { type: 'RunPlanned', data: { runId, tasks: 0, leftOut: 0, plannedAt: '2026-11-22T08:00:00.000Z' } };
    const eventId = await store(runStream(`before-${runId}`), `story of ${runId}`, planned);
    return { item: await parked(runId), eventId };
  }
  async function start(runId: string): Promise<void> {
    const started = { runId, planId: 'plan', organizationId: 'acme', ...order, startedAt: '2026-11-22T08:00:00.000Z' };
    const planned = { runId, tasks: 5, leftOut: 0, plannedAt: '2026-11-22T08:00:00.000Z' };
    await store(runStream(runId), 'another', { type: 'RunStarted', data: started }, { type: 'RunPlanned', data: planned });
  }

  it('is listed with the event, the command and the reason', async () => {
    const runId = systemIds();
    const { item, eventId } = await parkEndOf(runId);
    expect(item).toMatchObject({
      saga: 'EndRunWhenTasksHaveEnded',
      instance: runId,
      event: { id: eventId, type: 'RunPlanned', stream: runStream(`before-${runId}`), revision: 0 },
      command: { type: 'EndRun', data: { runId } },
      code: 'RUN_NOT_FOUND',
      status: 'parked',
    });
    expect((await api.all<ParkedItem>('/parked?saga=EndRunWhenTasksHaveEnded')).map(({ id }) => id)).toContain(item.id);
    expect(await api.all<ParkedItem>('/parked?saga=StartRunWhenRequested')).toEqual([]);
  });

  it('is tried again when asked for, refused with the reason of today, and carried out once when that is gone', async () => {
    const runId = systemIds();
    const { item, eventId } = await parkEndOf(runId);
    expect(await api.request('POST', `/parked/${item.id}/replay`)).toMatchObject({ status: 202, data: { id: item.id } });
    expect(await afterReplay(item.id)).toMatchObject({ status: 'parked', outcome: 'refused', replayedBy: 'token:administrator' });

    await start(runId);
    await Promise.all([1, 2].map(() => api.call('POST', `/parked/${item.id}/replay`)));
    expect(await afterReplay(item.id)).toMatchObject({ status: 'replayed', outcome: 'done' });
    const completed = (await stored(runStream(runId))).filter(({ type }) => type === 'RunCompleted');
    expect(completed).toMatchObject([
      { metadata: { commandId: item.id, $correlationId: `story of ${runId}`, $causationId: eventId, actor: `saga:${item.saga}` } },
    ]);
    expect(await api.request('POST', `/parked/${item.id}/replay`)).toMatchObject({
      status: 409,
      data: { code: 'PARKED_ALREADY_REPLAYED' },
    });
  });

  it('is in the audit trail to the end, as part of the story that led to it', async () => {
    const runId = systemIds();
    const { item } = await parkEndOf(runId);
    await api.call('POST', `/parked/${item.id}/replay`);
    await afterReplay(item.id);
    await api.call('POST', `/parked/${item.id}/discard`, { reason: 'nobody started it' });
    const trail = await api.audit(`subject=${encodeURIComponent(`sagaParked-${item.saga}-${item.id}`)}`);
    expect(trail.map(({ type }) => type)).toEqual(['SagaParkedDiscarded', 'SagaReplayRefused', 'SagaReplayRequested', 'SagaCommandParked']);
    expect(trail.map(({ actor }) => actor)).toEqual([
      'token:administrator',
      'saga:ReplayParkedWhenRequested',
      'token:administrator',
      `saga:${item.saga}`,
    ]);
    expect(new Set(trail.map(({ correlationId }) => correlationId))).toEqual(new Set([`story of ${runId}`]));
  });

  it('is discarded once, with a reason', async () => {
    const { item } = await parkEndOf(systemIds());
    expect(await api.request('POST', `/parked/${item.id}/discard`)).toMatchObject({ status: 400 });
    expect(await api.request('POST', `/parked/${item.id}/discard`, { reason: 'of no use' })).toMatchObject({ status: 200 });
    const settled = await api.call<ParkedItem>('GET', `/parked/${item.id}`);
    expect(settled).toMatchObject({ status: 'discarded', discardedBy: 'token:administrator', discardReason: 'of no use' });
    for (const action of ['replay', 'discard'])
      expect(await api.request('POST', `/parked/${item.id}/${action}`, { reason: 'again' })).toMatchObject({
        status: 409,
        data: { code: 'PARKED_ALREADY_DISCARDED' },
      });
  });

  it('must be there', async () => {
    const id = systemIds();
    expect(await api.request('GET', `/parked/${id}`)).toMatchObject({ status: 404, data: { code: 'PARKED_NOT_FOUND' } });
    expect(await api.request('POST', `/parked/${id}/replay`)).toMatchObject({ status: 404 });
    expect(await api.request('POST', `/parked/${id}/discard`, { reason: 'why not' })).toMatchObject({ status: 404 });
  });

  it('is nobody else’s business', async () => {
    const stranger = new HoldfastApi(processes[0]!.url, 'another-token-that-is-wrong');
    expect(await stranger.request('GET', '/parked')).toMatchObject({ status: 401 });
    expect(await stranger.request('POST', `/parked/${systemIds()}/replay`)).toMatchObject({ status: 401 });
  });
});
