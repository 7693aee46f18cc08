import { join } from 'node:path';
import { OAuthTokens } from '@holdfast/bitbucket';
import { CLOCK, DeciderRepository, EventStore, ID_GENERATOR, ReadModels, type Clock, type IdGenerator } from '@holdfast/event-sourcing';
import { Git } from '@holdfast/git';
import { PROVIDER_ADDRESS, type ProviderAddress } from '@holdfast/organizations';
import { AccountLedgers, LeaseDesk, RunsModule } from '@holdfast/runs';
import { SECRET_STORE, type SecretStore } from '@holdfast/secrets';
import { Vault } from '@holdfast/vault';
import { Module } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { LeasePools } from './leases/lease-pools.ts';
import { unwatched, type WorkerEnvironment } from './worker-environment.ts';
import { Worker, WORKER_ENVIRONMENT } from './worker.ts';

/** Who this worker is, and where it may put what it works on. Nest provides it under {@link WORKER_PLACE}. */
export interface WorkerPlace {
  /** The same after a restart; never shared by two processes that live at once. */
  readonly workerId: string;
  readonly directory: string;
}

export const WORKER_PLACE = Symbol('WorkerPlace');

const environment = {
  provide: WORKER_ENVIRONMENT,
  inject: [
    WORKER_PLACE,
    PROVIDER_ADDRESS,
    CommandBus,
    DeciderRepository,
    EventStore,
    ReadModels,
    LeaseDesk,
    AccountLedgers,
    SECRET_STORE,
    Vault,
    CLOCK,
    ID_GENERATOR,
  ],
  useFactory: (
    place: WorkerPlace,
    provider: ProviderAddress,
    commands: CommandBus,
    repository: DeciderRepository,
    eventStore: EventStore,
    readModels: ReadModels,
    leases: LeaseDesk,
    ledgers: AccountLedgers,
    secrets: SecretStore,
    vault: Vault,
    clock: Clock,
    newId: IdGenerator,
  ): WorkerEnvironment => ({
    ...unwatched,
    ...{ workerId: place.workerId, provider, commands, repository, eventStore, readModels, leases, ledgers, secrets, vault, clock, newId },
    leasePools: new LeasePools(),
    oauthTokens: new OAuthTokens({ gitUrl: provider.gitUrl, now: clock }),
    git: new Git({ now: clock }),
    scratchDirectory: join(place.directory, 'scratch'),
  }),
};

/** Plans runs, captures repositories, restores snapshots. */
@Module({ imports: [CqrsModule, RunsModule], providers: [environment, Worker] })
export class WorkerModule {}
