import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { spawnGit } from './fenced-git.ts';

/** Where the body of an answer breaks off, and whether the line is closed, reset, or the answer ended as if that were all. */
export interface BreakOff {
  /** Bytes. */
  readonly after: number;
  readonly how: 'close' | 'reset' | 'end';
}

export interface BackendRequest {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** The bare repository. */
  readonly directory: string;
  /** What follows the repository in the path: `/info/refs` or `/git-upload-pack`. */
  readonly service: string;
  readonly query: string;
  readonly user: string;
  readonly headers: Record<string, string>;
  readonly breakOff: BreakOff | null;
  /** Done before the client learns that the answer is complete. */
  readonly beforeEnd: (status: number) => Promise<void>;
}

/** Lets `git http-backend` answer, streaming both ways. Resolves when it has ended, with the status that was sent. */
export async function runHttpBackend(request: BackendRequest): Promise<number> {
  const { incoming, response } = request;
  const child = spawnGit(['http-backend'], cgiEnvironment(request));
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  child.stderr.resume();
  child.once('error', () => response.destroy());
  response.once('close', () => child.kill());
  pipeline(incoming, child.stdin).catch(() => child.stdin.destroy()); // either side may leave early; the answer tells
  const status = await answerFrom(child.stdout, request).catch(() => 500);
  await ended;
  return status;
}

function cgiEnvironment({ incoming, directory, service, query, user }: BackendRequest): Record<string, string> {
  const header = (name: string) => String(incoming.headers[name] ?? '');
  return {
    GIT_PROJECT_ROOT: directory,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: service,
    QUERY_STRING: query,
    REQUEST_METHOD: incoming.method ?? 'GET',
    CONTENT_TYPE: header('content-type'),
    CONTENT_LENGTH: header('content-length'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    REMOTE_USER: user,
    REMOTE_ADDR: incoming.socket.remoteAddress ?? '',
  };
}

async function answerFrom(output: Readable, request: BackendRequest): Promise<number> {
  const { head, rest } = await readHead(output);
  const headers = new Map(head.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const status = Number.parseInt(headers.get('status') ?? '200', 10);
  headers.delete('status');
  request.response.writeHead(status, { ...request.headers, ...Object.fromEntries(headers) });
  await pipeline(body(rest, output, request, status), request.response);
  return status;
}

/** The header lines up to the empty one, and what of the body was read along with them. */
async function readHead(output: Readable): Promise<{ head: string[]; rest: Buffer }> {
  let read = Buffer.alloc(0);
  for (;;) {
    const end = read.indexOf('\r\n\r\n');
    if (end >= 0) return { head: read.subarray(0, end).toString().split('\r\n'), rest: read.subarray(end + 4) };
    const chunk = (output.read() ?? (await nextChunk(output))) as Buffer | null;
    if (chunk) read = Buffer.concat([read, chunk]);
  }
}

function nextChunk(output: Readable): Promise<null> {
  return new Promise((resolve, reject) => {
    const onEnd = () => {
      reject(new Error('git http-backend ended before its headers did.'));
    };
    output.once('end', onEnd);
    output.once('readable', () => {
      output.off('end', onEnd);
      resolve(null);
    });
  });
}

async function* body(rest: Buffer, output: Readable, request: BackendRequest, status: number): AsyncGenerator<Buffer> {
  let left = request.breakOff?.after ?? Infinity;
  const cut = (chunk: Buffer) => chunk.subarray(0, Math.min(chunk.length, left));
  yield cut(rest);
  left -= rest.length;
  for await (const chunk of output as AsyncIterable<Buffer>) {
    if (left <= 0) break;
    yield cut(chunk);
    left -= chunk.length;
  }
  if (left <= 0) breakLine(request);
  await request.beforeEnd(status);
}

function breakLine({ breakOff, response }: BackendRequest): void {
  if (breakOff?.how === 'end') return;
  if (breakOff?.how === 'reset') response.socket?.resetAndDestroy();
  throw new Error('The line is broken on purpose.');
}
