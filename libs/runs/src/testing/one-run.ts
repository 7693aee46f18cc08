import type { RepositoryReference, TaskPlanned } from '../contracts/task.events.ts';
import type { RunOrder, RunStarted } from '../contracts/run.events.ts';

/** The run of the specs, its order, one repository of it, and the times that they talk of. */
export const t0 = Date.parse('2026-11-22T08:00:00.000Z');
export const minute = 60_000;
export const at = (minutes: number): string => new Date(t0 + minutes * minute).toISOString();

export const planId = 'nightly';
export const runId = 'run1';
export const taskId = 'task1';
export const organizationId = 'acme';

export const order: RunOrder = {
  organizationId,
  repositories: { include: ['*'], exclude: [] },
  content: { git: true, lfs: false, metadata: ['pullrequests'] },
};

export const web: RepositoryReference = { id: 'r-web', fullName: 'acme/web', slug: 'web', name: 'Web' };
export const api: RepositoryReference = { id: 'r-api', fullName: 'acme/api', slug: 'api', name: 'API' };

export const started: RunStarted = { type: 'RunStarted', data: { runId, planId, ...order, startedAt: at(0) } };

export const taskPlan: TaskPlanned['data'] = { taskId, runId, planId, organizationId, repository: web, content: order.content };
