import { HttpException, MethodNotAllowedException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

const LONGEST_URL = 4_096;
const MAY_BE_KEPT = /^\/api\/(openapi\.json|docs)\b/;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Refuses what no route of ours is for, before its body is read. */
export function refuseEarly(request: Request, _response: Response, next: NextFunction): void {
  // A browser asks by OPTIONS whether a page of another origin may send a request: it may not.
  if (!METHODS.includes(request.method)) throw new MethodNotAllowedException(`${request.method} is not answered here.`);
  if (request.url.length > LONGEST_URL) throw new HttpException(`The address is longer than ${LONGEST_URL} characters.`, 414);
  if (hasBody(request) && request.is('application/json') === false)
    throw new UnsupportedMediaTypeException('A body must be JSON, with "Content-Type: application/json".');
  // Nothing is kept by whoever asks, so nothing is answered by "not modified"; but for the description of the API.
  if (!MAY_BE_KEPT.test(request.path)) delete request.headers['if-none-match'];
  delete request.headers['if-modified-since'];
  next();
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
