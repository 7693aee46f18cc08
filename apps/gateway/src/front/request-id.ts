import { systemIds } from '@holdfast/event-sourcing';
import type { NextFunction, Request, Response } from 'express';

/** What identifies a request in its answer, in logs and in the audit trail. */
export interface RequestWithId {
  requestId: string;
}

const WELL_FORMED = /^[\w.:@=+/-]{1,100}$/;

/** Takes the id that the sender gave, or makes one, and sends it back as `X-Request-Id`. */
export function identifyRequest(request: Request & Partial<RequestWithId>, response: Response, next: NextFunction): void {
  const given = request.get('X-Request-Id');
  request.requestId = given !== undefined && WELL_FORMED.test(given) ? given : systemIds();
  response.set('X-Request-Id', request.requestId);
  next();
}
