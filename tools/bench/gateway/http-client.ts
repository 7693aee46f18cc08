import { Agent, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** The least an HTTP client can do, so that little of the machine goes to it: connections are kept, nothing is parsed. */
export class HttpClient implements Disposable {
  readonly #origin: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(origin: string, headers: Readonly<Record<string, string>> = {}) {
    this.#origin = origin;
    this.#headers = headers;
  }

  /** Throws for a status other than a success. */
  async send(method: string, path: string, body?: object): Promise<Answer> {
    const response = await this.open(method, path, {}, body);
    const answer = { status: response.statusCode ?? 0, body: await buffer(response) };
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.body.toString('utf8')}`);
    return answer;
  }

  /** The answer as a stream. */
  async open(method: string, path: string, headers: Readonly<Record<string, string>>, body?: object): Promise<IncomingMessage> {
    const content = body && Buffer.from(JSON.stringify(body));
    const length = content && { 'content-type': 'application/json', 'content-length': String(content.length) };
    const sent = request(`${this.#origin}${path}`, { method, agent: this.#agent, headers: { ...this.#headers, ...headers, ...length } });
    sent.end(content);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
