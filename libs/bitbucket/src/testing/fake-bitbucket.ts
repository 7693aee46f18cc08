import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived. */
export interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Sent as it is when it is text, otherwise as JSON. */
  readonly body?: unknown;
}

/** Answers by returning a reply; a handler that returns nothing has taken the connection into its own hands. */
export type Handler = (arrival: Arrival, response: ServerResponse) => Reply | undefined;

/** A server on the loopback that answers what a spec tells it to, and remembers what arrived. */
export class FakeBitbucket {
  readonly arrivals: Arrival[] = [];
  private readonly server: Server;
  private handler: Handler;

  private constructor(handler: Handler) {
    this.handler = handler;
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  static async start(handler: Handler = () => ({ status: 404 })): Promise<FakeBitbucket> {
    const fake = new FakeBitbucket(handler);
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get apiUrl(): string {
    return `${this.origin}/2.0`;
  }

  answers(handler: Handler): void {
    this.handler = handler;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrival = await arrivalOf(request);
    this.arrivals.push(arrival);
    const reply = this.handler(arrival, response);
    if (reply === undefined) return;
    const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
    response.writeHead(reply.status ?? 200, { 'Content-Type': 'application/json', ...reply.headers });
    response.end(body);
  }
}

async function arrivalOf(request: IncomingMessage): Promise<Arrival> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://fake');
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    authorization: request.headers.authorization,
    body: Buffer.concat(chunks).toString(),
  };
}
