export { WORKER_LIMITS, standardLimits, type WorkerLimits } from './worker-limits.ts';
export { WORKER_PLACE, WorkerModule, type WorkerPlace } from './worker.module.ts';
