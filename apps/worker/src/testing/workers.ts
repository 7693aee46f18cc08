import type { WorkerEnvironment } from '../worker-environment.ts';
import { standardLimits, type WorkerLimits } from '../worker-limits.ts';
import { Worker } from '../worker.ts';

/** Workers in this process; all that are still at work are stopped together. */
export class Workers {
  readonly #working: Worker[] = [];

  async start(environment: WorkerEnvironment, limits: Partial<WorkerLimits> = {}): Promise<Worker> {
    const worker = new Worker(environment, { ...standardLimits, ...limits });
    this.#working.push(worker);
    await worker.onApplicationBootstrap();
    return worker;
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.#working.splice(0).map((worker) => worker.beforeApplicationShutdown()));
  }
}
