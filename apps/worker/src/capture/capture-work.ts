import type { BitbucketClient } from '@holdfast/bitbucket';
import type { TaskPlanned } from '@holdfast/runs/contracts';
import type { LeasedCredentials } from '../leases/leased-credentials.ts';
import type { WorkerEnvironment } from '../worker-environment.ts';
import type { CaptureProgress } from './capture-progress.ts';

/** One task in hand. */
export interface CaptureWork {
  readonly environment: WorkerEnvironment;
  readonly plan: TaskPlanned['data'];
  readonly credentials: LeasedCredentials;
  readonly client: BitbucketClient;
  readonly progress: CaptureProgress;
  /** An existing directory of this task alone. */
  readonly directory: string;
  readonly signal: AbortSignal;
}
