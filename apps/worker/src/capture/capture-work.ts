import type { BitbucketClient } from '@holdfast/bitbucket';
import type { TaskPlanned } from '@holdfast/runs/contracts';
import type { TaskCredentials } from '../leases/task-credentials.ts';
import type { WorkerEnvironment } from '../worker-environment.ts';
import type { CaptureProgress } from './capture-progress.ts';

/** One task in hand. */
export interface CaptureWork {
  readonly environment: WorkerEnvironment;
  readonly plan: TaskPlanned['data'];
  readonly credentials: TaskCredentials;
  readonly client: BitbucketClient;
  readonly progress: CaptureProgress;
  /** An existing directory of this task alone. */
  readonly directory: string;
  readonly signal: AbortSignal;
}
