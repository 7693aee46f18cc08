import type { RunView } from '@holdfast/runs/contracts';
import { HttpClient } from '../gateway/http-client.ts';

/** Holdfast's own HTTP API, as an administrator's script would use it. */
export class Api implements Disposable {
  readonly #client: HttpClient;

  constructor(url: string, token: string) {
    this.#client = new HttpClient(url, { authorization: `Bearer ${token}` });
  }

  /** Answers the id of what was made. */
  async create(path: string, body?: object): Promise<string> {
    const { body: answer } = await this.#client.send('POST', `/api/v1${path}`, body);
    return (JSON.parse(answer.toString('utf8')) as { readonly id: string }).id;
  }

  async put(path: string, body?: object): Promise<void> {
    await this.#client.send('PUT', `/api/v1${path}`, body);
  }

  async run(id: string): Promise<RunView> {
    return JSON.parse((await this.#client.send('GET', `/api/v1/runs/${id}`)).body.toString('utf8')) as RunView;
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
  }
}
