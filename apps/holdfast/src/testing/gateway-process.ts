import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessRole } from '@holdfast/access/contracts';
import { HoldfastApi } from './holdfast-api.ts';
import { ADMINISTRATOR_TOKEN } from './scene.ts';
import { startHoldfast, type StartedHoldfast } from './workplace.ts';

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';

/** Holdfast as a gateway alone, without a provider, on a data directory that outlives the process. */
export class GatewayProcess implements AsyncDisposable {
  readonly #directory: string;
  #holdfast: StartedHoldfast;

  private constructor(directory: string, holdfast: StartedHoldfast) {
    this.#directory = directory;
    this.#holdfast = holdfast;
  }

  static async start(): Promise<GatewayProcess> {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-gateway-'));
    return new GatewayProcess(directory, await startIn(directory));
  }

  get url(): string {
    return this.#holdfast.url;
  }

  /** The API, for the administrator. */
  get api(): HoldfastApi {
    return new HoldfastApi(this.url, ADMINISTRATOR_TOKEN);
  }

  /** Everything that it printed. */
  output(): string {
    return this.#holdfast.child.output();
  }

  async newToken(role: AccessRole): Promise<string> {
    return (await this.api.call<{ token: string }>('POST', '/tokens', { name: `some ${role}`, role })).token;
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#holdfast.child.process.kill('SIGKILL');
    await this.#holdfast.child.stop();
  }

  /** Starts it again on what the last process left. */
  async startAgain(): Promise<void> {
    this.#holdfast = await startIn(this.#directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#holdfast.child.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function startIn(directory: string): Promise<StartedHoldfast> {
  return startHoldfast({
    HOLDFAST_ROLE: 'gateway',
    HOLDFAST_DATA_DIR: join(directory, 'data'),
    HOLDFAST_KEY_FILE: join(directory, 'holdfast.key'),
    HOLDFAST_ADMIN_TOKEN: ADMINISTRATOR_TOKEN,
    BITBUCKET_API_URL: NOWHERE,
    BITBUCKET_GIT_URL: NOWHERE,
  });
}
