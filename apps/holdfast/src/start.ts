import type { AddressInfo } from 'node:net';
import { administratorToken } from '@holdfast/access';
import { systemClock } from '@holdfast/event-sourcing';
import { openFrontDoor, outsideOfApiPrefix } from '@holdfast/gateway';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { HoldfastModule } from './holdfast.module.ts';
import { JsonLogger } from './logger.ts';
import { openPlatform } from './platform.ts';
import type { Settings } from './settings.ts';

export interface Holdfast {
  /** Where it listens: `http://localhost:8080`. */
  readonly url: string;
  /** The administrator's token in clear when this start made it. */
  readonly newToken: string | null;
  readonly keyFileCreated: boolean;
  /** Hands back the work in hand and closes everything. */
  stop(): Promise<void>;
}

/** Starts the roles that the settings name, in this process. Resolves when it serves. */
export async function start(settings: Settings): Promise<Holdfast> {
  const platform = await openPlatform(settings);
  try {
    const administrator = await administratorToken(platform.eventStore, systemClock, settings.administratorToken);
    const module = HoldfastModule.of(platform, settings, administrator);
    const application = await NestFactory.create<NestExpressApplication>(module, {
      logger: new JsonLogger(),
      bodyParser: false,
      abortOnError: false,
    });
    application.setGlobalPrefix('api/v1', { exclude: outsideOfApiPrefix });
    openFrontDoor(application, { trustedProxies: settings.trustedProxies });
    await application.listen(settings.port);
    const { port } = application.getHttpServer().address() as AddressInfo;
    const { created } = administrator;
    return {
      url: `http://localhost:${port}`,
      newToken: created,
      keyFileCreated: platform.keyFileCreated,
      stop: () => application.close(),
    };
  } catch (error) {
    await platform.close();
    throw error;
  }
}
