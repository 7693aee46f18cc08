import { ReportOnTask } from '@holdfast/runs';
import type { Checkpoint, TaskPlanned } from '@holdfast/runs/contracts';
import { ObjectCorruptError, ObjectMissingError, type ObjectReference } from '@holdfast/vault';
import { stepContext, type WorkerEnvironment } from '../worker-environment.ts';
import type { CapturedGit } from './capture-git.ts';
import type { PullRequestProgress } from './pull-request-walk.ts';

/** How far a capture has come, as it lies in the vault: what was fetched and stored, and where to go on. It holds no secret. */
interface StoredProgress {
  readonly formatVersion: 1;
  readonly taskId: string;
  /** The digest of the manifest that the capture builds on; null: it builds on none. */
  readonly base: string | null;
  /** A CapturedGit as JSON; null while git is not done. */
  readonly git: ObjectReference | null;
  readonly pullRequests: PullRequestProgress | null;
}

/** In milliseconds: when progress is written down for the first time, and after how much longer again, twice as long each time. */
export interface CheckpointPace {
  readonly first: number;
  readonly most: number;
}

/** A task that ends within seconds pays no event; one that takes long loses half of its work at most, and never more than half a minute. */
const usualPace: CheckpointPace = { first: 2_000, most: 30_000 };

export interface CaptureProgressOptions {
  readonly environment: WorkerEnvironment;
  readonly plan: TaskPlanned['data'];
  readonly base: string | null;
  /** What the task's stream says was written down last. */
  readonly checkpoint: Checkpoint | null;
  readonly pace?: CheckpointPace | undefined;
}

/** What a task has got so far, of which a worker that takes it over finds most: nothing of that is fetched again. */
export class CaptureProgress {
  /** Of an earlier attempt; null: there was none, or it had not come so far. */
  readonly git: CapturedGit | null;
  readonly pullRequests: PullRequestProgress | null;
  readonly #options: CaptureProgressOptions;
  #gitDone: CapturedGit | null;
  #gitStored: ObjectReference | null = null;
  #position: (() => Promise<PullRequestProgress>) | null = null;
  #isNews = false;
  #savedAt: number;
  #pause: number;

  private constructor(options: CaptureProgressOptions, git: CapturedGit | null, pullRequests: PullRequestProgress | null) {
    this.#options = options;
    this.git = git;
    this.pullRequests = pullRequests;
    this.#gitDone = git;
    this.#savedAt = this.#now();
    this.#pause = (options.pace ?? usualPace).first;
  }

  /** A checkpoint that cannot be read, or that builds on another snapshot than the last one, is no help: the work begins anew. */
  static async of(options: CaptureProgressOptions): Promise<CaptureProgress> {
    const stored = await storedProgress(options);
    const git = stored?.git ? await readJson<CapturedGit>(options.environment, stored.git) : null;
    return new CaptureProgress(options, git, git || !stored?.git ? (stored?.pullRequests ?? null) : null);
  }

  async finishedGit(git: CapturedGit): Promise<void> {
    this.#gitDone = git;
    await this.#moved();
  }

  /** `position` is asked only when it is to be written down, and must then tell what the walk needs to go on. */
  async walkedPullRequests(position: () => Promise<PullRequestProgress>): Promise<void> {
    this.#position = position;
    await this.#moved();
  }

  /** Writes down what is not written down yet. */
  async save(): Promise<void> {
    if (!this.#isNews) return;
    const { environment, plan, base } = this.#options;
    const { taskId, runId } = plan;
    if (this.#gitDone) this.#gitStored ??= await putJson(environment, this.#gitDone);
    const pullRequests = (await this.#position?.()) ?? this.pullRequests;
    const stored: StoredProgress = { formatVersion: 1, taskId, base, git: this.#gitStored, pullRequests };
    const { sha256: digest, bytes } = await putJson(environment, stored);
    const { workerId } = environment;
    const record = { type: 'RecordProgress', taskId, workerId, checkpoint: { digest, bytes } } as const;
    await environment.commands.execute(new ReportOnTask(record, stepContext(environment, runId)));
    this.#isNews = false;
  }

  async #moved(): Promise<void> {
    const { environment, pace = usualPace } = this.#options;
    environment.progress();
    this.#isNews = true;
    if (this.#now() - this.#savedAt < this.#pause) return;
    await this.save();
    this.#savedAt = this.#now();
    this.#pause = Math.min(this.#pause * 2, pace.most);
  }

  #now(): number {
    return this.#options.environment.clock().getTime();
  }
}

async function storedProgress({ environment, plan, base, checkpoint }: CaptureProgressOptions): Promise<StoredProgress | null> {
  if (!checkpoint) return null;
  const stored = await readJson<StoredProgress>(environment, { sha256: checkpoint.digest, bytes: checkpoint.bytes });
  const isOurs = stored?.formatVersion === 1 && stored.taskId === plan.taskId && stored.base === base;
  return isOurs ? stored : null;
}

function putJson({ vault }: WorkerEnvironment, value: object): Promise<ObjectReference> {
  return vault.putObject(Buffer.from(JSON.stringify(value)));
}

/** What a worker wrote, as the digest proves; null when the vault does not give it back. */
async function readJson<T>({ vault }: WorkerEnvironment, object: ObjectReference): Promise<T | null> {
  try {
    return JSON.parse((await vault.readObject(object)).toString()) as T;
  } catch (error) {
    if (error instanceof ObjectMissingError || error instanceof ObjectCorruptError) return null;
    throw error;
  }
}
