export type Answer = JsonAnswer | BytesAnswer;

export interface JsonAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly json: unknown;
}

export interface BytesAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly contentType: string;
  readonly bytes: Buffer | string;
}

export function ok(json: unknown): Answer {
  return { status: 200, json };
}

export function created(json: unknown): Answer {
  return { status: 201, json };
}

export function noContent(): Answer {
  return { status: 204, contentType: 'text/html', bytes: '' };
}

export function redirect(location: string, status: 301 | 302 = 302): Answer {
  return { status, headers: { location }, contentType: 'text/html', bytes: '' };
}

export function text(bytes: Buffer | string, contentType = 'text/plain; charset=utf-8'): Answer {
  return { status: 200, contentType, bytes };
}
