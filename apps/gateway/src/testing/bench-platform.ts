import { ADMINISTRATOR_TOKEN, hashOf, type AdministratorToken } from '@holdfast/access';
import { CLOCK, DeciderRepository, EventStore, ID_GENERATOR, ReadModels } from '@holdfast/event-sourcing';
import { requestIds } from '@holdfast/http';
import type { Bench } from '@holdfast/http/testing';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { EVENT_STORE_IS_SHARED } from '../own-writes.interceptor.ts';
import { REQUEST_KEY } from '../request-key.ts';

/** The administrator's token of the specs. */
export const TOKEN = 'holdfast_the-administrators-token';

/** What the parts of a gateway ask for, on a bench. */
@Global()
@Module({})
export class BenchPlatform {
  static of(bench: Bench, readModels: ReadModels, token = TOKEN): DynamicModule {
    const administrator: AdministratorToken = {
      ...{ name: 'administrator', tokenHash: hashOf(token), created: null },
      ...{ isOfSettings: true, isGuessable: token.length < 24 },
    };
    const providers = [
      { provide: EventStore, useValue: bench.eventStore },
      { provide: DeciderRepository, useValue: bench.repository },
      { provide: ReadModels, useValue: readModels },
      { provide: CLOCK, useValue: bench.clock },
      { provide: ID_GENERATOR, useValue: requestIds },
      { provide: REQUEST_KEY, useValue: Buffer.alloc(32, 7) },
      { provide: EVENT_STORE_IS_SHARED, useValue: false },
      { provide: ADMINISTRATOR_TOKEN, useValue: administrator },
    ];
    return { module: BenchPlatform, providers, exports: providers.map(({ provide }) => provide) };
  }
}
