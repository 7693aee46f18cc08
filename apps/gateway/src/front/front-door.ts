import type { NestExpressApplication } from '@nestjs/platform-express';
import { refuseEarly } from './refuse-early.ts';
import { identifyRequest } from './request-id.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** What a client may send, and how long it may take. Times are in milliseconds. */
export interface FrontDoorLimits {
  readonly body: string;
  readonly headWithin: number;
  readonly requestWithin: number;
  /** How often the times are looked at. */
  readonly checkedEvery: number;
}

const standard: FrontDoorLimits = { body: '100kb', headWithin: 10_000, requestWithin: 60_000, checkedEvery: 2_000 };

/** What every request passes before Nest sees it. The application must not listen yet, and have no body parser of its own. */
export function openFrontDoor(application: NestExpressApplication, limits: Partial<FrontDoorLimits> = {}): void {
  const { body, headWithin, requestWithin, checkedEvery } = { ...standard, ...limits };
  application.disable('x-powered-by');
  application.disable('etag');
  application.use(identifyRequest, setSecurityHeaders, refuseEarly);
  application.useBodyParser('json', { limit: body });
  const times = { headersTimeout: headWithin, requestTimeout: requestWithin, connectionsCheckingInterval: checkedEvery };
  Object.assign(application.getHttpServer(), times);
}
