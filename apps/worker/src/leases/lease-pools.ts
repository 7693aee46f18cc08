import type { WorkerEnvironment } from '../worker-environment.ts';
import type { PaidWork } from './paid-work.ts';
import { isPlanning } from './paid-work.ts';
import { PayingTask } from './paying-task.ts';
import { RunLeases } from './run-leases.ts';
import { TaskCredentials } from './task-credentials.ts';

/** The leases of this process: those of each run that it works for. */
export class LeasePools {
  readonly #runs = new Map<string, RunLeases>();
  readonly #patienceMs: number | undefined;

  /** `patienceMs`: how long to wait for the orchestrator's word on a refusal, instead of the usual. */
  constructor(patienceMs?: number) {
    this.#patienceMs = patienceMs;
  }

  /** Has the work's requests paid until what it answers is closed. `signal` ends every wait. */
  credentialsFor(environment: WorkerEnvironment, work: PaidWork, signal: AbortSignal): TaskCredentials {
    const key = isPlanning(work) ? `planning ${work.runId}` : work.runId;
    const leases = this.#runs.get(key) ?? new RunLeases(environment, work, this.#patienceMs);
    this.#runs.set(key, leases);
    const task = new PayingTask(environment, work, signal);
    leases.join(task);
    return new TaskCredentials(leases, task, async () => {
      if ((await leases.leave(task)) && this.#runs.get(key) === leases) this.#runs.delete(key);
    });
  }
}
