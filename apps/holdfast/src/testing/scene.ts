import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HoldfastApi } from './holdfast-api.ts';
import {
  startHoldfast,
  startSimulatedBitbucket,
  type SimulatedBitbucket,
  type SimulatedCredential,
  type StartedHoldfast,
} from './workplace.ts';

export const ADMINISTRATOR_TOKEN = 'the-administrator-of-the-test';

/** A simulated Bitbucket and Holdfast as a process beside it, on a data directory that outlives the process. */
export class Scene implements AsyncDisposable {
  readonly directory: string;
  readonly bitbucket: SimulatedBitbucket;
  /** What Holdfast is started with. */
  readonly settings: Readonly<Record<string, string>>;
  #holdfast: StartedHoldfast;

  private constructor(
    directory: string,
    bitbucket: SimulatedBitbucket,
    settings: Readonly<Record<string, string>>,
    holdfast: StartedHoldfast,
  ) {
    this.directory = directory;
    this.bitbucket = bitbucket;
    this.settings = settings;
    this.#holdfast = holdfast;
  }

  /** Leaves nothing behind when Holdfast does not start. */
  static async open(simulator: Readonly<Record<string, string>>, settings: Readonly<Record<string, string>> = {}): Promise<Scene> {
    await using opened = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-e2e-'));
    opened.defer(() => rm(directory, { recursive: true, force: true }));
    const bitbucket = await startSimulatedBitbucket({ SIMULATOR_DATA_DIR: join(directory, 'bitbucket'), ...simulator });
    opened.defer(async () => {
      await bitbucket.child.stop();
    });
    const all = {
      HOLDFAST_DATA_DIR: join(directory, 'data'),
      HOLDFAST_KEY_FILE: join(directory, 'holdfast.key'),
      HOLDFAST_ADMIN_TOKEN: ADMINISTRATOR_TOKEN,
      BITBUCKET_API_URL: bitbucket.apiUrl,
      BITBUCKET_GIT_URL: bitbucket.gitUrl,
      ...settings,
    };
    const holdfast = await startHoldfast(all);
    opened.move();
    return new Scene(directory, bitbucket, all, holdfast);
  }

  get holdfast(): StartedHoldfast {
    return this.#holdfast;
  }

  get api(): HoldfastApi {
    return new HoldfastApi(this.#holdfast.url, ADMINISTRATOR_TOKEN);
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#holdfast.child.process.kill('SIGKILL');
    await this.#holdfast.child.stop();
  }

  /** Starts Holdfast again on what the last process left. */
  async startAgain(): Promise<void> {
    this.#holdfast = await startHoldfast(this.settings);
  }

  /** An organization with two additional credentials, and a plan in which both are enabled. */
  async prepare(): Promise<{ readonly organizationId: string; readonly planId: string; readonly credentialIds: readonly string[] }> {
    const { api, bitbucket } = this;
    const { workspace, admin, additional } = bitbucket;
    const organizationId = await api.create('/organizations', { name: 'Acme', workspace: workspace.slug, credential: asBody(admin) });
    const planId = await api.create('/plans', { name: 'Everything', organizationId });
    await api.call('PUT', `/plans/${planId}/additional-credentials`, { enabled: true });
    const credentialIds: string[] = [];
    for (const [index, credential] of additional.slice(0, 2).entries()) {
      const id = await api.create(`/organizations/${organizationId}/credentials`, { label: `extra ${index + 1}`, ...asBody(credential) });
      await api.call('PUT', `/plans/${planId}/additional-credentials/${id}`);
      credentialIds.push(id);
    }
    return { organizationId, planId, credentialIds };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#holdfast.child.stop();
    await this.bitbucket.child.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** A simulated credential as the API takes it. */
export function asBody({ email, token }: SimulatedCredential) {
  return { kind: 'api_token', email, token };
}
