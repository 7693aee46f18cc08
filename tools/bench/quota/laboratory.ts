import { join } from 'node:path';
import type { LoggedRequest } from '@holdfast/bitbucket-simulator';
import { startChild, type Child } from '../../../apps/holdfast/src/testing/child.ts';
import { asBody } from '../../../apps/holdfast/src/testing/scene.ts';
import {
  startHoldfast,
  startSimulatedBitbucket,
  type SimulatedBitbucket,
  type SimulatedCredential,
} from '../../../apps/holdfast/src/testing/workplace.ts';
import { peakMegabytesOf } from '../peak-memory.ts';
import { Api } from './api.ts';
import { readRunStory, type RunStory } from './run-story.ts';

const TOKEN = 'administrator-of-the-bench';
const REMEMBERED_REQUESTS = 500_000;

/** What is set up: the hour is `windowSeconds` long, and in it each account may send `limit` API requests. */
export interface Setting {
  readonly accounts: number;
  readonly workers: number;
  readonly windowSeconds: number;
  readonly limit: number;
  readonly repositories: number;
  readonly pullRequests: number;
  readonly git: boolean;
}

/** A simulated Bitbucket, an event store, and Holdfast as a gateway, an orchestrator and workers: each a process of its own. */
export class Laboratory implements AsyncDisposable {
  readonly setting: Setting;
  readonly api: Api;
  readonly bitbucket: SimulatedBitbucket;
  readonly planId: string;
  readonly #resources: AsyncDisposableStack;
  readonly #store: Child;
  readonly #orchestrator: Child;
  readonly #workers: readonly Child[];

  private constructor(parts: {
    readonly setting: Setting;
    readonly api: Api;
    readonly bitbucket: SimulatedBitbucket;
    readonly planId: string;
    readonly resources: AsyncDisposableStack;
    readonly store: Child;
    readonly orchestrator: Child;
    readonly workers: readonly Child[];
  }) {
    this.setting = parts.setting;
    this.api = parts.api;
    this.bitbucket = parts.bitbucket;
    this.planId = parts.planId;
    this.#resources = parts.resources;
    this.#store = parts.store;
    this.#orchestrator = parts.orchestrator;
    this.#workers = parts.workers;
  }

  static async open(directory: string, setting: Setting): Promise<Laboratory> {
    await using resources = new AsyncDisposableStack();
    const bitbucket = await startSimulatedBitbucket(simulatorSettings(directory, setting));
    resources.defer(() => end(bitbucket.child));
    const store = await startChild('tools/bench/quota/store-process.ts', {}, /^serves (\S+)$/, join(directory, 'events'));
    resources.defer(() => end(store));
    const start = async (role: string) => {
      const { url, child } = await startHoldfast({
        ...holdfastSettings(directory, setting, bitbucket),
        EVENTSTORE_URL: store.ready[1] ?? '',
        HOLDFAST_ROLE: role,
      });
      resources.defer(() => end(child));
      return { url, child };
    };
    const gateway = await start('gateway');
    const roles = ['orchestrator', ...Array<string>(setting.workers).fill('worker')];
    const [orchestrator, ...workers] = await Promise.all(roles.map(start));
    if (!orchestrator) throw new Error('There is no orchestrator.');
    const api = resources.use(new Api(gateway.url, TOKEN));
    const planId = await createPlan(api, bitbucket, setting);
    return new Laboratory({
      ...{ setting, api, bitbucket, planId, store },
      orchestrator: orchestrator.child,
      workers: workers.map(({ child }) => child),
      resources: resources.move(),
    });
  }

  /** The accounts as Bitbucket names them, the primary one first. */
  get accounts(): readonly SimulatedCredential[] {
    return credentialsOf(this.bitbucket, this.setting);
  }

  /** What the simulator was asked so far, oldest first. */
  requests(): Promise<readonly LoggedRequest[]> {
    return this.bitbucket.control('requests');
  }

  story(): Promise<RunStory> {
    return readRunStory(this.#store.ready[1] ?? '');
  }

  /** The most memory of each process so far, in MB. */
  memory(): { readonly orchestrator: number; readonly workers: readonly number[] } {
    const of = ({ process }: Child) => peakMegabytesOf(process.pid);
    return { orchestrator: of(this.#orchestrator), workers: this.#workers.map(of) };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }
}

function simulatorSettings(directory: string, setting: Setting): Record<string, string> {
  return {
    SIMULATOR_DATA_DIR: join(directory, 'bitbucket'),
    SIMULATOR_REPOSITORIES: String(setting.repositories),
    SIMULATOR_PULL_REQUESTS: String(setting.pullRequests),
    SIMULATOR_COMMENTS: '2',
    SIMULATOR_BIG_FILE_BYTES: '0',
    SIMULATOR_GIT: setting.git ? 'yes' : 'no',
    SIMULATOR_WINDOW_SECONDS: String(setting.windowSeconds),
    SIMULATOR_LIMIT_API: String(setting.limit),
    SIMULATOR_REMEMBERED_REQUESTS: String(REMEMBERED_REQUESTS),
  };
}

function holdfastSettings(directory: string, setting: Setting, { apiUrl, gitUrl }: SimulatedBitbucket): Record<string, string> {
  return {
    HOLDFAST_DATA_DIR: join(directory, 'data'),
    HOLDFAST_KEY_FILE: join(directory, 'holdfast.key'),
    HOLDFAST_ADMIN_TOKEN: TOKEN,
    HOLDFAST_ACCOUNT_RESERVE: '0',
    BITBUCKET_API_URL: apiUrl,
    BITBUCKET_GIT_URL: gitUrl,
    BITBUCKET_RATE_WINDOW_SECONDS: String(setting.windowSeconds),
    BITBUCKET_LIMIT_API: String(setting.limit),
  };
}

async function createPlan(api: Api, bitbucket: SimulatedBitbucket, setting: Setting): Promise<string> {
  const [primary, ...additional] = credentialsOf(bitbucket, setting);
  const credential = primary && asBody(primary);
  const organizationId = await api.create('/organizations', { name: 'Acme', workspace: bitbucket.workspace.slug, credential });
  const content = { git: setting.git, lfs: false, metadata: ['pullrequests'] };
  const planId = await api.create('/plans', { name: 'Everything', organizationId, content });
  await api.put(`/plans/${planId}/additional-credentials`, { enabled: true });
  for (const account of additional) {
    const id = await api.create(`/organizations/${organizationId}/credentials`, { label: account.label, ...asBody(account) });
    await api.put(`/plans/${planId}/additional-credentials/${id}`);
  }
  return planId;
}

function credentialsOf({ admin, additional }: SimulatedBitbucket, { accounts }: Setting): readonly SimulatedCredential[] {
  return [admin, ...additional].slice(0, accounts);
}

/** What it was about does not matter any more. */
async function end(child: Child): Promise<void> {
  child.process.kill('SIGKILL');
  await child.stop();
}
