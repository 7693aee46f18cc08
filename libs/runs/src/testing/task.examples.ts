import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { RepositoryReference, TaskEvent } from '../contracts/task.events.ts';

const organizationId = '019ab2d4-6c1e-7a44-9d1c-3f0b6a2e1c01';
const planId = '019ab2e1-4f60-7d0a-9c3b-5a2e8f7d6c05';
const task = { taskId: '019ab300-085d-7a10-b0c4-2f3e4d5c6b08', runId: '019ab300-0000-7e21-8d4f-16b7c8d9ea06' };
const workerId = '019ab2c0-93b1-7f00-a1d2-3e4f5a6b7c07';
const snapshotId = '019ab303-71e2-7c9d-8f01-aa12bb34cc09';
const endedAt = '2026-11-22T02:03:49.770Z';

const repository: RepositoryReference = {
  id: 'c0ffee00-1a2b-4c3d-8e4f-5a6b7c8d9e0f',
  fullName: 'acme/search-service',
  slug: 'search-service',
  name: 'Search service',
};

const ann = {
  accountId: '5f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f',
  credentialId: '019ab2d4-6c1e-7a44-9d1c-4a1f5be07703',
  label: 'primary',
};
const bob = {
  accountId: '8b2f6a1d-3c4e-4f5a-9b6c-0d1e2f3a4b5c',
  credentialId: '019ab2d9-10f3-7b0e-8a55-71c3de0a9b02',
  label: 'backup-2',
};

const requests = [{ ...{ credentialId: ann.credentialId, accountId: ann.accountId }, bucket: 'api', count: 3 }];

export const taskExamples: EventExamples<TaskEvent> = {
  TaskPlanned: [
    { ...task, planId, organizationId, repository, content: { git: true, lfs: false, metadata: ['pullrequests'] }, size: 1_204_224 },
    { ...task, planId, organizationId, repository, content: { git: true, lfs: false, metadata: ['pullrequests'] } },
  ],
  TaskAssigned: [{ ...task, workerId, attempt: 1, until: '2026-11-22T02:13:02.115Z' }],
  TaskAssignmentExtended: [{ ...task, workerId, until: '2026-11-22T02:18:02.201Z' }],
  TaskHandedBack: [
    { ...task, workerId },
    { ...task, workerId, because: 'NO_PROGRESS' },
  ],
  TaskProgressed: [
    {
      ...task,
      checkpoint: { digest: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae', bytes: 41_377 },
      at: '2026-11-22T02:03:31.508Z',
    },
  ],
  TaskCredentialSwitched: [
    {
      ...{ ...task, bucket: 'api', from: ann, to: bob, reason: 'RATE_LIMITED' },
      fromLeaseId: '019ab303-0a11-7b22-9c33-4d44ee55ff0a',
      lease: { leaseId: '019ab303-4b66-7c77-8d88-9e99aa00bb0b', requests: 30, expiresAt: '2026-11-22T02:08:30.441Z' },
    },
  ],
  TaskCaptured: [
    { ...task, repository, snapshotId, bytes: 183_402, notCaptured: [], requests, endedAt },
    {
      ...{ ...task, repository, snapshotId, bytes: 183_402, endedAt },
      notCaptured: [{ what: 'lfs', why: 'The repository uses Git LFS, whose files are not backed up yet.' }],
    },
  ],
  TaskFoundUnchanged: [
    { ...task, repository, snapshotId, requests, endedAt },
    { ...task, repository, snapshotId, endedAt },
  ],
  TaskFailed: [
    {
      ...{ ...task, repository, requests, endedAt },
      ...{ code: 'REPOSITORY_NOT_FOUND', reason: 'The account "backup-2" cannot see the repository.' },
    },
    { ...task, repository, endedAt, code: 'GIT_TIMEOUT', reason: 'git made no progress.' },
  ],
};
