import type { ServerResponse } from 'node:http';

export interface WireAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly bytes: Buffer;
}

export function send(response: ServerResponse, { status, headers, bytes }: WireAnswer): void {
  if (status === 429) response.statusMessage = 'Unknown Status Code'; // as Bitbucket says it on HTTP/1.1
  response.writeHead(status, { server: 'envoy', ...headers, ...(status === 204 ? {} : { 'content-length': String(bytes.length) }) });
  response.end(bytes);
}

/** Announces all of it, sends half, and breaks the line. */
export function sendHalf(response: ServerResponse, { status, headers, bytes }: WireAnswer): void {
  response.writeHead(status, { server: 'envoy', ...headers, 'content-length': String(bytes.length) });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}
