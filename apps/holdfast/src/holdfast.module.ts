import { ADMINISTRATOR_TOKEN, type AdministratorToken } from '@holdfast/access';
import { AUDIT_PLACE } from '@holdfast/audit';
import { CLOCK, DeciderRepository, EventStore, ID_GENERATOR, ReadModels, systemClock } from '@holdfast/event-sourcing';
import { EVENT_STORE_IS_SHARED, GatewayModule, REQUEST_KEY } from '@holdfast/gateway';
import { requestIds } from '@holdfast/http';
import { OrchestratorModule } from '@holdfast/orchestrator';
import { OrganizationsModule, PROVIDER_ADDRESS } from '@holdfast/organizations';
import { PlansModule } from '@holdfast/plans';
import { QUOTA_RULES, RunsModule } from '@holdfast/runs';
import { SECRET_STORE } from '@holdfast/secrets';
import { Vault } from '@holdfast/vault';
import { WORKER_LIMITS, WORKER_PLACE, WorkerModule, type WorkerPlace } from '@holdfast/worker';
import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Platform } from './platform.ts';
import type { Role, Settings } from './settings.ts';

/** Closes the platform when everything that stands on it has stopped. */
class PlatformCloser implements OnApplicationShutdown {
  constructor(private readonly platform: Platform) {}

  async onApplicationShutdown(): Promise<void> {
    await this.platform.close();
  }
}

/** What every module may ask for. */
@Global()
@Module({})
export class PlatformModule {
  static of(platform: Platform, settings: Settings, administrator: AdministratorToken): DynamicModule {
    const place: WorkerPlace = { workerId: platform.slot.id, directory: platform.slot.directory };
    const providers = [
      { provide: EventStore, useValue: platform.eventStore },
      { provide: DeciderRepository, useValue: platform.repository },
      { provide: ReadModels, useValue: platform.readModels },
      { provide: Vault, useValue: platform.vault },
      { provide: SECRET_STORE, useValue: platform.secrets },
      { provide: CLOCK, useValue: systemClock },
      { provide: ID_GENERATOR, useValue: requestIds },
      { provide: PROVIDER_ADDRESS, useValue: settings.provider },
      { provide: QUOTA_RULES, useValue: settings.quotaRules },
      { provide: WORKER_PLACE, useValue: place },
      { provide: WORKER_LIMITS, useValue: settings.workerLimits },
      { provide: REQUEST_KEY, useValue: platform.requestKey },
      { provide: EVENT_STORE_IS_SHARED, useValue: settings.eventStoreUrl !== null },
      { provide: AUDIT_PLACE, useValue: platform.auditPlace },
      { provide: ADMINISTRATOR_TOKEN, useValue: administrator },
    ];
    const closer = { provide: PlatformCloser, useValue: new PlatformCloser(platform) };
    return { module: PlatformModule, providers: [...providers, closer], exports: providers.map(({ provide }) => provide) };
  }
}

const roleModules = { gateway: GatewayModule, orchestrator: OrchestratorModule, worker: WorkerModule } satisfies Record<Role, unknown>;

/** The roles that this process plays. */
@Module({})
export class HoldfastModule {
  static of(platform: Platform, settings: Settings, administrator: AdministratorToken): DynamicModule {
    return {
      module: HoldfastModule,
      imports: [
        CqrsModule.forRoot(),
        PlatformModule.of(platform, settings, administrator),
        ...[OrganizationsModule, PlansModule, RunsModule],
        ...[...settings.roles].map((role) => roleModules[role]),
      ],
    };
  }
}
