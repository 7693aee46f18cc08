import type { NestExpressApplication } from '@nestjs/platform-express';
import { refuseEarly } from './refuse-early.ts';
import { identifyRequest } from './request-id.ts';
import { setSecurityHeaders } from './security-headers.ts';

const BODY_LIMIT = '100kb';

/** How long a client may take to send the head of a request, and all of it, in milliseconds. */
const HEAD_WITHIN = 10_000;
const REQUEST_WITHIN = 60_000;

/** What every request passes before Nest sees it. The application must have been created without a body parser of its own. */
export function openFrontDoor(application: NestExpressApplication, bodyLimit = BODY_LIMIT): void {
  application.disable('x-powered-by');
  application.disable('etag');
  application.use(identifyRequest, setSecurityHeaders, refuseEarly);
  application.useBodyParser('json', { limit: bodyLimit });
  const server = application.getHttpServer();
  server.headersTimeout = HEAD_WITHIN;
  server.requestTimeout = REQUEST_WITHIN;
}
