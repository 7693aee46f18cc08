import {
  ConcurrencyError,
  DomainError,
  EventStoreUnavailableError,
  ReadModelsStandStillError,
  type DomainErrorKind,
} from '@holdfast/event-sourcing';
import { InvalidRequestError } from '@holdfast/http';
import { HttpException } from '@nestjs/common';
import { AnsweredError } from '../idempotency/answered.error.ts';
import { problem, type Problem } from './problem.ts';

const statusOf: Readonly<Record<DomainErrorKind, number>> = {
  invalid: 400,
  not_found: 404,
  conflict: 409,
  moved_on: 412,
  refused_by_provider: 422,
  provider_busy: 422,
  provider_unavailable: 502,
};

const codes: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'CONTENT_TOO_LARGE',
  414: 'URI_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_ATTEMPTS',
  503: 'NOT_READY',
};

/** The one table from errors to answers. An error that is not on it is a defect: 500, and the caller learns nothing of its inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AnsweredError) return error.problem;
  if (error instanceof InvalidRequestError) return problem(400, error.code, error.message, { errors: error.errors });
  if (error instanceof DomainError) return problem(statusOf[error.kind], error.code, error.message, error.details);
  if (error instanceof EventStoreUnavailableError || error instanceof ConcurrencyError)
    return problem(503, error.code, `${error.message}; try again`);
  if (error instanceof ReadModelsStandStillError) return problem(503, error.code, error.message);
  const status = statusOfHttpError(error);
  if (status === null) return problem(500, 'INTERNAL_ERROR', 'Something went wrong on our side; the log knows more.');
  return problem(status, codes[status] ?? 'REQUEST_FAILED', detailOf(status, error));
}

/** Nest's own errors, and those of the body parser, which carry a status too. */
function statusOfHttpError(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error !== 'object' || error === null || !('status' in error) || !('expose' in error)) return null;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : null;
}

/** The parser's own words quote the body, which may hold a secret: they are not repeated. */
function detailOf(status: number, error: unknown): string {
  switch (status) {
    case 400:
      return 'The body is not valid JSON, or the address is malformed.';
    case 404:
      return 'There is nothing at this address.';
    case 413:
      return 'The body is too large.';
    default:
      return error instanceof HttpException ? error.message : 'The request was refused.';
  }
}
