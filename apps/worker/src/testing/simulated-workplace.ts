import type { CredentialSecret } from '@holdfast/bitbucket';
import { startSimulator, type ApiToken, type Simulator, type SimulatorOptions } from '@holdfast/bitbucket-simulator';
import { ReportOnRun, repository, task, type TaskState } from '@holdfast/runs';
import { repositoryStream, taskStream, type RepositoryReference, type SnapshotStored, type TaskEvent } from '@holdfast/runs/contracts';
import type { SnapshotManifest } from '@holdfast/vault';
import { captureTask } from '../capture/capture-task.job.ts';
import type { WorkerEnvironment } from '../worker-environment.ts';
import { Scene, type SceneOptions } from './scene.ts';
import { TestBed, type TestBedOptions } from './test-bed.ts';

export interface WorkplaceOptions extends Pick<SimulatorOptions, 'seed' | 'limits' | 'behaviour'>, Pick<TestBedOptions, 'rules'> {
  readonly content?: SceneOptions['content'];
}

const small = { repositories: 4, pullRequests: 2, commentsPerPullRequest: 1, bigFileBytes: 20_000, admins: 3 };

export const secretOf = ({ email, token }: ApiToken): CredentialSecret => ({ kind: 'api_token', email, token });

/** A worker's test bed and a simulated Bitbucket, whose first administrator is the primary credential and whose others are additional ones. */
export class SimulatedWorkplace implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly bed: TestBed;
  readonly scene: Scene;
  /** A run that is planned already, so that a worker finds its tasks alone to do. */
  readonly #runId: string;

  private constructor(simulator: Simulator, bed: TestBed, scene: Scene, runId: string) {
    this.#runId = runId;
    this.simulator = simulator;
    this.bed = bed;
    this.scene = scene;
  }

  static async start({ seed, limits = {}, behaviour = {}, rules = {}, content }: WorkplaceOptions = {}): Promise<SimulatedWorkplace> {
    await using opened = new AsyncDisposableStack();
    const simulator = await startSimulator({ seed: { ...small, ...seed }, limits, behaviour });
    opened.defer(() => simulator.close());
    const bed = await TestBed.start({ provider: simulator, rules });
    opened.use(bed);
    const { admin, additional } = simulator.credentials;
    const credentials = [admin, ...additional].map((token) => ({ label: token.label, accountId: token.account, secret: secretOf(token) }));
    const scene = await Scene.of(bed, credentials, { workspace: simulator.workspace.slug, ...(content && { content }) });
    const runId = await scene.startRun();
    const planned = { type: 'RecordPlan', runId, tasks: 1000, leftOut: 0 } as const;
    await bed.environment.commands.execute(new ReportOnRun(planned, scene.context()));
    opened.move();
    return new SimulatedWorkplace(simulator, bed, scene, runId);
  }

  /** As the listing would show it. */
  reference(slug: string): RepositoryReference {
    const found = this.simulator.repositories.find((one) => one.slug === slug);
    if (!found) throw new Error(`the simulator has no repository ${slug}`);
    const { uuid, name } = found;
    return { id: uuid.replaceAll(/[{}]/g, ''), fullName: `${this.simulator.workspace.slug}/${slug}`, slug, name };
  }

  /** Where the simulator keeps the repository. */
  source(slug: string): string {
    return this.simulator.repositories.find((one) => one.slug === slug)?.directory ?? '';
  }

  /** Answers the id of a task for the repository. */
  plan(slug: string): Promise<string> {
    return this.scene.planTask(this.#runId, this.reference(slug));
  }

  /** Captures the repository. Answers how that ended. */
  async capture(slug: string, environment: WorkerEnvironment = this.bed.environment): Promise<TaskEvent> {
    const taskId = await this.plan(slug);
    await captureTask(environment, taskId, new AbortController().signal);
    return this.outcome(taskId);
  }

  async taskState(taskId: string): Promise<TaskState> {
    return (await this.bed.environment.repository.load(task, taskStream(taskId))).state;
  }

  async outcome(taskId: string): Promise<TaskEvent> {
    const last = (await this.bed.events<TaskEvent>(taskStream(taskId))).at(-1);
    if (!last) throw new Error(`there is no task ${taskId}`);
    return last;
  }

  async snapshots(slug: string): Promise<SnapshotStored['data'][]> {
    const stream = repositoryStream(this.reference(slug).id);
    return (await this.bed.events<SnapshotStored>(stream, 'SnapshotStored')).map(({ data }) => data);
  }

  async lastSnapshot(slug: string): Promise<SnapshotStored['data']> {
    const { state } = await this.bed.environment.repository.load(repository, repositoryStream(this.reference(slug).id));
    if (state.status !== 'known' || !state.lastSnapshot) throw new Error(`${slug} has no snapshot`);
    return state.lastSnapshot;
  }

  async lastManifest(slug: string): Promise<SnapshotManifest> {
    return this.bed.environment.vault.getManifest((await this.lastSnapshot(slug)).manifestDigest);
  }

  /** How many requests the simulator has answered since it was last asked. */
  requestsSince(): { api: number; git: number } {
    const { counts } = this.simulator.control.statistics();
    this.simulator.control.resetStatistics();
    const sum = (bucket: string) => counts.filter((count) => count.bucket === bucket).reduce((total, { requests }) => total + requests, 0);
    return { api: sum('api'), git: sum('git') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bed[Symbol.asyncDispose]();
    await this.simulator.close();
  }
}
