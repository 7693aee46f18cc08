import type { NextFunction, Request, Response } from 'express';

/** Of every answer. There is no `Access-Control-Allow-Origin`: no page of another origin may read the API. */
const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

const ONE_YEAR = 'max-age=31536000';

export function setSecurityHeaders(request: Request, response: Response, next: NextFunction): void {
  response.set(headers);
  if (request.secure) response.set('Strict-Transport-Security', ONE_YEAR);
  next();
}
