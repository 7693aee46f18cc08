import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { WorkerEvent } from '../contracts/worker.events.ts';

export const workerExamples: EventExamples<WorkerEvent> = {
  WorkerSeen: [{ workerId: '019ab2c0-93b1-7f00-a1d2-3e4f5a6b7c07', until: '2026-11-22T02:03:47.115Z' }],
};
