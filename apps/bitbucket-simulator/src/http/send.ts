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

/** Announces all of it, sends half, and breaks the line, by closing or by resetting it. */
export function sendHalf(response: ServerResponse, answer: WireAnswer, how: 'close' | 'reset'): void {
  response.writeHead(answer.status, { server: 'envoy', ...answer.headers, 'content-length': String(answer.bytes.length) });
  response.write(halfOf(answer).bytes, () => {
    if (how === 'reset') response.socket?.resetAndDestroy();
    else response.destroy();
  });
}

export function halfOf(answer: WireAnswer): WireAnswer {
  return { ...answer, bytes: answer.bytes.subarray(0, Math.floor(answer.bytes.length / 2)) };
}
