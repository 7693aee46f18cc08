import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OAuthTokens } from '@holdfast/bitbucket';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import {
  CLOCK,
  DeciderRepository,
  EventRegistry,
  EventStore,
  follow,
  ID_GENERATOR,
  NO_EVENTS,
  ReadModels,
  systemIds,
  type Clock,
  type DomainEvent,
  type PositionedEvent,
  type RecordedEvent,
} from '@holdfast/event-sourcing';
import { Git } from '@holdfast/git';
import { organizationsProjection } from '@holdfast/organizations';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { plansProjection } from '@holdfast/plans';
import { accountEvents, type Bucket, type BucketRules, type QuotaRules } from '@holdfast/quota';
import {
  AccountLedgers,
  accountsProjection,
  LeaseDesk,
  openWorkProjection,
  QUOTA_RULES,
  runsProjection,
  RunsModule,
  snapshotsProjection,
} from '@holdfast/runs';
import { DirectorySecretStore, InstallationKey } from '@holdfast/secrets';
import { DirectoryObjectStore, Vault } from '@holdfast/vault';
import { Global, Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { LeasePools } from '../leases/lease-pools.ts';
import { unwatched, type WorkerEnvironment } from '../worker-environment.ts';
import { TestClock } from './test-clock.ts';

export interface TestBedOptions {
  /** No reserve, a window of an hour, and Bitbucket's limits, where nothing else is said. */
  readonly rules?: Partial<Record<Bucket, Partial<BucketRules>>>;
  readonly provider?: WorkerEnvironment['provider'];
}

interface Parts {
  readonly directory: string;
  readonly eventStore: EventStore;
  readonly repository: DeciderRepository;
  readonly readModels: ReadModels;
  readonly clock: Clock;
  readonly rules: QuotaRules;
}

const everyStream: readonly string[] = ['organization-', 'plan-', 'run-', 'task-', 'account-', 'repository-', 'restore-'];

/** Everything that a worker stands on, real, in a temporary directory: event store, read models, commands, secrets, vault. */
export class TestBed implements AsyncDisposable {
  readonly directory: string;
  readonly clock: TestClock;
  readonly environment: WorkerEnvironment;
  readonly vaultDirectory: string;
  readonly #resources: AsyncDisposableStack;

  private constructor(directory: string, clock: TestClock, environment: WorkerEnvironment, resources: AsyncDisposableStack) {
    this.directory = directory;
    this.clock = clock;
    this.environment = environment;
    this.vaultDirectory = join(directory, 'vault');
    this.#resources = resources;
  }

  static async start({ rules, provider }: TestBedOptions = {}): Promise<TestBed> {
    const directory = await mkdtemp(join(tmpdir(), 'worker-'));
    await using opened = new AsyncDisposableStack();
    opened.defer(() => rm(directory, { recursive: true, force: true }));
    const store = await startEmbeddedEventStore({ directory: join(directory, 'events') });
    opened.defer(() => store.close());
    const eventStore = new EventStore(store.connectionString, { registry: EventRegistry.of(organizationEvents, accountEvents) });
    opened.defer(() => eventStore.close());
    const clock = new TestClock();
    const readModels = await openReadModels(join(directory, 'read-models'), eventStore);
    opened.defer(() => readModels.close());
    const repository = new DeciderRepository(eventStore, clock.now);
    const application = await contextOf({ directory, eventStore, repository, readModels, clock: clock.now, rules: rulesWith(rules) });
    opened.defer(() => application.close());
    const key = await InstallationKey.generate();
    const environment: WorkerEnvironment = {
      ...unwatched,
      ...{ workerId: 'one', eventStore, repository, readModels, clock: clock.now, newId: systemIds },
      provider: provider ?? { apiUrl: 'http://127.0.0.1:9/2.0', gitUrl: 'http://127.0.0.1:9' },
      commands: application.get(CommandBus),
      leases: application.get(LeaseDesk),
      ledgers: application.get(AccountLedgers),
      leasePools: new LeasePools(),
      secrets: new DirectorySecretStore(join(directory, 'secrets'), key),
      oauthTokens: new OAuthTokens({ gitUrl: provider?.gitUrl ?? 'http://127.0.0.1:9', now: clock.now }),
      vault: new Vault({ objects: await DirectoryObjectStore.open(join(directory, 'vault'), clock.now), key, spoolDirectory: directory }),
      git: new Git({ now: clock.now }),
      scratchDirectory: join(directory, 'scratch'),
    };
    return new TestBed(directory, clock, environment, opened.move());
  }

  /** Another process on the same event store and vault: with read models, an id and a scratch directory of its own. */
  async anotherWorker(workerId: string): Promise<WorkerEnvironment> {
    const readModels = await openReadModels(join(this.directory, `read-models-${workerId}`), this.environment.eventStore);
    this.#resources.defer(() => readModels.close());
    return {
      ...this.environment,
      workerId,
      readModels,
      leasePools: new LeasePools(),
      scratchDirectory: join(this.directory, `scratch-${workerId}`),
    };
  }

  /** Resolves when the read models show what was appended. */
  async append(stream: string, ...events: readonly DomainEvent[]): Promise<void> {
    const { eventStore, readModels, newId, clock } = this.environment;
    const revision = (await eventStore.readLast(stream))?.revision ?? NO_EVENTS;
    const commandId = newId();
    const metadata = { actor: 'token:spec', at: clock().toISOString(), commandId, $correlationId: commandId, $causationId: commandId };
    const position = await eventStore.append(
      stream,
      revision,
      events.map((event) => ({ id: newId(), event, metadata })),
    );
    await readModels.waitFor(position);
  }

  async events<Event extends DomainEvent>(stream: string, ...types: readonly Event['type'][]): Promise<RecordedEvent<Event>[]> {
    const found: RecordedEvent[] = [];
    for await (const event of this.environment.eventStore.readForwards(stream))
      if (types.length === 0 || types.includes(event.type)) found.push(event);
    return found as RecordedEvent<Event>[];
  }

  /** The events of all streams with one of the prefixes, each as JSON. */
  async allEvents(prefixes = everyStream): Promise<string[]> {
    const everything: string[] = [];
    const stop = new AbortController();
    await follow(this.environment.eventStore, {
      prefixes,
      position: () => undefined,
      onEvents: (events) => {
        everything.push(...events.map(({ type, data, metadata }) => JSON.stringify({ type, data, metadata })));
      },
      onCaughtUp: () => {
        stop.abort();
      },
      signal: stop.signal,
    });
    return everything;
  }

  /** The first event from now on that is the one waited for. */
  nextEvent(isIt: (event: PositionedEvent) => boolean): Promise<PositionedEvent> {
    const { promise, resolve } = Promise.withResolvers<PositionedEvent>();
    const stop = this.environment.readModels.onApplied((events) => {
      const found = events.find(isIt);
      if (found) resolve(found);
    });
    return promise.finally(stop);
  }

  /** Resolves when it is so: looks now, and after everything that happens. */
  async until(isSo: () => Promise<boolean>): Promise<void> {
    for (;;) {
      const change = this.nextEvent(() => true);
      if (await isSo()) return;
      await change;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

async function openReadModels(directory: string, eventStore: EventStore): Promise<ReadModels> {
  const projections = [
    ...[organizationsProjection, plansProjection, runsProjection, snapshotsProjection],
    ...[openWorkProjection, accountsProjection],
  ];
  const readModels = new ReadModels({ directory, projections, eventStore });
  await readModels.start();
  return readModels;
}

function contextOf(parts: Parts): Promise<INestApplicationContext> {
  const module = { module: SpecModule, imports: [CqrsModule.forRoot(), PartsModule.of(parts), RunsModule] };
  return NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
}

@Module({})
class SpecModule {}

@Global()
@Module({})
class PartsModule {
  static of({ eventStore, repository, readModels, clock, rules }: Parts): DynamicModule {
    const providers = [
      { provide: EventStore, useValue: eventStore },
      { provide: DeciderRepository, useValue: repository },
      { provide: ReadModels, useValue: readModels },
      { provide: CLOCK, useValue: clock },
      { provide: ID_GENERATOR, useValue: systemIds },
      { provide: QUOTA_RULES, useValue: rules },
    ];
    return { module: PartsModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}

function rulesWith(changed: TestBedOptions['rules'] = {}): QuotaRules {
  const rest = { windowSeconds: 3600, reserve: 0 };
  return {
    api: { limit: 1000, ...rest, ...changed.api },
    git: { limit: 60_000, ...rest, ...changed.git },
    raw: { limit: 5000, ...rest, ...changed.raw },
    webhooks: { limit: 1000, ...rest, ...changed.webhooks },
  };
}
