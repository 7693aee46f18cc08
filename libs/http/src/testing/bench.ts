import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import {
  DeciderRepository,
  EventRegistry,
  EventStore,
  newContext,
  NO_EVENTS,
  systemIds,
  type Clock,
  type CommandContext,
  type DomainEvent,
  type EventDeclaration,
} from '@holdfast/event-sourcing';

/** What command handlers stand on, real, in a temporary directory; its clock stands still until it is moved. */
export interface Bench extends AsyncDisposable {
  readonly directory: string;
  readonly eventStore: EventStore;
  readonly repository: DeciderRepository;
  readonly clock: Clock;
  /** Lets this many milliseconds pass. */
  readonly passTime: (milliseconds: number) => void;
  readonly newId: () => string;
  /** The context of a command that a person gives, another one at each call. */
  readonly context: () => CommandContext;
  readonly store: (stream: string, ...events: readonly DomainEvent[]) => Promise<void>;
  /** What a stream holds, oldest first. */
  readonly stored: (stream: string) => Promise<readonly DomainEvent[]>;
}

/** `declarations`: how events are read that are not always as they were stored. */
export async function openBench(...declarations: readonly EventDeclaration[]): Promise<Bench> {
  await using opened = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  opened.defer(() => rm(directory, { recursive: true, force: true }));
  const server = await startEmbeddedEventStore({ directory: join(directory, 'events') });
  opened.defer(() => server.close());
  const eventStore = new EventStore(server.connectionString, { registry: EventRegistry.of(...declarations) });
  opened.defer(() => eventStore.close());
  let now = Date.parse('2026-11-22T08:00:00.000Z');
  const clock = () => new Date(now);
  const resources = opened.move();
  return {
    ...{ directory, eventStore, clock, newId: systemIds },
    repository: new DeciderRepository(eventStore, clock),
    passTime: (milliseconds) => (now += milliseconds),
    context: () => newContext(systemIds(), 'token:test'),
    store: (stream, ...events) => append(eventStore, stream, events, clock),
    stored: (stream) => read(eventStore, stream),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function append(eventStore: EventStore, stream: string, events: readonly DomainEvent[], clock: Clock): Promise<void> {
  const revision = (await eventStore.readLast(stream))?.revision ?? NO_EVENTS;
  const commandId = systemIds();
  const metadata = { actor: 'token:test', at: clock().toISOString(), commandId, $correlationId: commandId, $causationId: commandId };
  await eventStore.append(
    stream,
    revision,
    events.map((event) => ({ id: systemIds(), event, metadata })),
  );
}

async function read(eventStore: EventStore, stream: string): Promise<readonly DomainEvent[]> {
  const events: DomainEvent[] = [];
  for await (const { type, data } of eventStore.readForwards(stream)) events.push({ type, data });
  return events;
}
