import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GitRemote } from '../git-remote.ts';

export const credential = { username: 'x-token-auth', password: 'Secret+/=%41pässword' };

export interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
}

/** Answers instead of git and returns true, or lets git answer. */
export type Interception = (arrival: Arrival, response: ServerResponse) => boolean;

/** `git http-backend` for the repositories in a folder, behind HTTP Basic, on the loopback. */
export class GitHttpServer {
  readonly arrivals: Arrival[] = [];
  intercept: Interception = () => false;
  private readonly root: string;
  private readonly server: Server;

  private constructor(root: string) {
    this.root = root;
    this.server = createServer((request, response) => {
      this.answer(request, response);
    });
  }

  static async start(root: string): Promise<GitHttpServer> {
    const server = new GitHttpServer(root);
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  remote(name = 'web.git'): GitRemote {
    return { url: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${name}`, ...credential };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const arrival = { method: request.method ?? '', url: request.url ?? '', authorization: request.headers.authorization };
    this.arrivals.push(arrival);
    if (this.intercept(arrival, response)) return;
    const expected = `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}`;
    if (arrival.authorization !== expected) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Bitbucket.org HTTP"' }).end('no');
      return;
    }
    const backend = spawn('git', ['http-backend'], { env: this.cgi(request), stdio: ['pipe', 'pipe', 'ignore'] });
    request.pipe(backend.stdin);
    void relay(backend.stdout, response);
  }

  private cgi(request: IncomingMessage): Record<string, string> {
    const url = new URL(request.url ?? '/', 'http://server');
    return {
      PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
      HOME: '/dev/null',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROJECT_ROOT: this.root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? '',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    };
  }
}

/** From CGI to HTTP: header lines, an empty line, the body. */
async function relay(output: AsyncIterable<Buffer>, response: ServerResponse): Promise<void> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of output) {
    if (head === null) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    begin(response, head.toString('latin1', 0, end));
    response.write(head.subarray(end + 4));
    head = null;
  }
  response.end();
}

function begin(response: ServerResponse, head: string): void {
  const headers = head.split('\r\n').map((line) => line.split(': ', 2) as [string, string]);
  const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
  for (const [name, value] of headers) if (name !== 'Status') response.setHeader(name, value);
  response.writeHead(Number(status.slice(0, 3)));
}
