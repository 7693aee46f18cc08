import type { NestExpressApplication } from '@nestjs/platform-express';
import { refuseEarly } from './refuse-early.ts';
import { identifyRequest } from './request-id.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** Who is believed, what a client may send, and how long it may take. Times are in milliseconds. */
export interface FrontDoorOptions {
  /** Addresses and networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. */
  readonly trustedProxies: readonly string[];
  readonly body: string;
  readonly headWithin: number;
  readonly requestWithin: number;
  /** How often the times are looked at. */
  readonly checkedEvery: number;
}

const standard: FrontDoorOptions = {
  ...{ trustedProxies: [], body: '100kb' },
  ...{ headWithin: 10_000, requestWithin: 60_000, checkedEvery: 2_000 },
};

/** What every request passes before Nest sees it. The application must not listen yet, and have no body parser of its own. */
export function openFrontDoor(application: NestExpressApplication, options: Partial<FrontDoorOptions> = {}): void {
  const { trustedProxies, body, headWithin, requestWithin, checkedEvery } = { ...standard, ...options };
  application.set('trust proxy', trustedProxies);
  application.disable('x-powered-by');
  application.disable('etag');
  application.use(identifyRequest, setSecurityHeaders, refuseEarly);
  application.useBodyParser('json', { limit: body });
  const times = { headersTimeout: headWithin, requestTimeout: requestWithin, connectionsCheckingInterval: checkedEvery };
  Object.assign(application.getHttpServer(), times);
}
