import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedEventStore, type EmbeddedEventStore } from '@holdfast/embedded-event-store';

/** An event store of a spec's own, which can go away and come back at the same address with what it had stored. */
export class RestartableServer {
  readonly #directory: string;
  #server: EmbeddedEventStore;

  private constructor(directory: string, server: EmbeddedEventStore) {
    this.#directory = directory;
    this.#server = server;
  }

  static async start(): Promise<RestartableServer> {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-event-sourcing-'));
    return new RestartableServer(directory, await startEmbeddedEventStore({ directory: join(directory, 'events') }));
  }

  get connectionString(): string {
    return this.#server.connectionString;
  }

  get port(): number {
    return Number(/:(\d+)/.exec(this.connectionString)?.[1]);
  }

  /** A place for what a spec writes besides. */
  directory(name: string): string {
    return join(this.#directory, name);
  }

  async goAway(): Promise<void> {
    await this.#server.close();
  }

  async comeBack(): Promise<void> {
    this.#server = await startEmbeddedEventStore({ directory: join(this.#directory, 'events'), port: this.port });
  }

  async dispose(): Promise<void> {
    await this.#server.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
