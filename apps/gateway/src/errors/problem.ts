import type { FieldError } from '@holdfast/http';

/** An error as the API tells it: RFC 9457, with a stable `code`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly errors?: readonly FieldError[];
  readonly [extension: string]: unknown;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Content too large',
  414: 'URI too long',
  415: 'Unsupported media type',
  422: 'Refused by the provider',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Provider unreachable',
  503: 'Service unavailable',
};

export function problem(status: number, code: string, detail: string, extensions: Readonly<Record<string, unknown>> = {}): Problem {
  return { ...extensions, type: 'about:blank', title: titles[status] ?? 'Error', status, detail, code };
}
