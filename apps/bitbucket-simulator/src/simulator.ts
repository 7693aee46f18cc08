import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authentication } from './access/authentication.ts';
import { apiListener } from './api/api-server.ts';
import type { Simulation } from './api/simulation.ts';
import { controlListener } from './control/control-listener.ts';
import { Faults } from './control/faults.ts';
import { makeControl } from './control/make-control.ts';
import { RequestLog } from './control/request-log.ts';
import { SimulatorClock } from './control/simulator-clock.ts';
import type { SimulatorControl } from './control/simulator-control.ts';
import { Strangers } from './control/strangers.ts';
import { gitListener } from './git/git-server.ts';
import { closeServer, listenOnLoopback } from './http/loopback-server.ts';
import { documentedLimits } from './limits/rate-limits.ts';
import { RateLimiter } from './limits/rate-limiter.ts';
import { seedCredentials } from './seed/seed-credentials.ts';
import type { SeededCredentials } from './seed/seed-credentials.ts';
import { defaultSeed } from './seed/seed-options.ts';
import { seedWorld } from './seed/seed-people.ts';
import { seedRepositories } from './seed/seed-repositories.ts';
import { SignedLinks } from './storage/signed-links.ts';
import { storageListener } from './storage/storage-server.ts';
import { StoredObjects } from './storage/stored-objects.ts';
import { defaultBehaviour } from './simulator-options.ts';
import type { SimulatorOptions } from './simulator-options.ts';
import type { User } from './world/people.ts';
import type { Workspace } from './world/world.ts';

export interface SimulatedRepository {
  /** With braces. */
  readonly uuid: string;
  readonly slug: string;
  readonly name: string;
  readonly projectKey: string;
  /** Without credentials. */
  readonly cloneUrl: string;
  /** The bare repository on disk, to compare with. */
  readonly directory: string;
  /** null while there are no commits. */
  readonly mainBranch: string | null;
  readonly pullRequests: number;
}

export interface Simulator {
  /** Ends with `/2.0`. */
  readonly apiUrl: string;
  /** The origin of clone URLs, and of the token endpoint `/site/oauth2/access_token`. */
  readonly gitUrl: string;
  readonly workspace: Workspace;
  /** With their secrets. */
  readonly credentials: SeededCredentials;
  readonly users: readonly User[];
  /** As they are now, oldest first. */
  readonly repositories: readonly SimulatedRepository[];
  readonly control: SimulatorControl;
  /** Breaks open connections and removes what was made in a temporary directory. May be called twice. */
  close(): Promise<void>;
}

/** Makes a workspace with repositories and people, and answers for it on three loopback ports: REST with control, git, and the storage. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = new SimulatorClock(options.now);
  const { directory, remove } = await makeDirectory(options.dataDirectory);
  const { simulation, credentials } = await makeSimulation(options, clock, directory);
  const control = makeControl(simulation, clock);
  const git = await listenOnLoopback(gitListener(simulation), options.gitPort ?? 0);
  const api = await listenOnLoopback(apiOrControl(apiListener(simulation), controlListener(control)), options.apiPort ?? 0);
  const storage = await listenOnLoopback(storageListener(simulation), 0);
  simulation.origins.storage = storage.origin;
  simulation.origins.git = git.origin;
  simulation.origins.api = `${api.origin}/2.0`;
  let closed: Promise<void> | undefined;
  const close = async () => {
    simulation.strangers.stop();
    await Promise.all([api, git, storage].map(({ server }) => closeServer(server)));
    await remove();
  };
  return {
    apiUrl: simulation.origins.api,
    gitUrl: simulation.origins.git,
    workspace: simulation.world.workspace,
    users: [...simulation.world.users.values()],
    credentials,
    control,
    get repositories() {
      return describeRepositories(simulation);
    },
    close: () => (closed ??= close()),
  };
}

async function makeSimulation(options: SimulatorOptions, clock: SimulatorClock, directory: string) {
  const seed = { ...defaultSeed, ...options.seed };
  const behaviour = { ...defaultBehaviour, ...options.behaviour };
  const limits = { ...documentedLimits, ...options.limits };
  const { world, people } = seedWorld(seed);
  const objects = new StoredObjects();
  await seedRepositories(world, objects, directory, seed);
  const credentials = seedCredentials(world, people, seed.seed, clock.now());
  const limiter = new RateLimiter(limits, behaviour.windowSeconds, behaviour.countRejected);
  const log = new RequestLog(options.rememberedRequests);
  const simulation: Simulation = {
    world,
    behaviour,
    directory,
    origins: { api: 'http://127.0.0.1/2.0', git: 'http://127.0.0.1', storage: 'http://127.0.0.1' },
    limiter,
    faults: new Faults(),
    log,
    strangers: new Strangers(limiter, log, clock.now),
    objects,
    signedLinks: new SignedLinks(),
    authentication: new Authentication(world, behaviour.apiTokensAsBearer),
    now: clock.now,
  };
  return { simulation, credentials };
}

function apiOrControl(api: RequestListener, control: RequestListener): RequestListener {
  return (incoming, response) => {
    (incoming.url?.startsWith('/_control/') ? control : api)(incoming, response);
  };
}

async function makeDirectory(dataDirectory: string | undefined): Promise<{ directory: string; remove: () => Promise<void> }> {
  const home = dataDirectory ?? (await mkdtemp(join(tmpdir(), 'bitbucket-simulator-')));
  const directory = join(home, 'repositories');
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  return { directory, remove: async () => (dataDirectory === undefined ? rm(home, { recursive: true, force: true }) : undefined) };
}

function describeRepositories({ world, origins }: Simulation): SimulatedRepository[] {
  return world.repositories.map(({ uuid, slug, name, projectKey, directory, mainBranch, pullRequests }) => ({
    ...{ uuid, slug, name, projectKey, directory, mainBranch },
    cloneUrl: `${origins.git}/${world.workspace.slug}/${slug}.git`,
    pullRequests: pullRequests.length,
  }));
}
