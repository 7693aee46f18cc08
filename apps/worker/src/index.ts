export { WORKER_PLACE, WorkerModule, type WorkerPlace } from './worker.module.ts';
