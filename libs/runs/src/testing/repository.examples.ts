import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { RepositoryEvent } from '../contracts/repository.events.ts';
import type { RepositoryReference } from '../contracts/task.events.ts';

const organizationId = '019ab2d4-6c1e-7a44-9d1c-3f0b6a2e1c01';
const repository: RepositoryReference = {
  id: 'c0ffee00-1a2b-4c3d-8e4f-5a6b7c8d9e0f',
  fullName: 'acme/search-service',
  slug: 'search-service',
  name: 'Search service',
};

const stored = {
  ...{ snapshotId: '019ab303-71e2-7c9d-8f01-aa12bb34cc09', organizationId, repository },
  ...{ runId: '019ab300-0000-7e21-8d4f-16b7c8d9ea06', taskId: '019ab300-085d-7a10-b0c4-2f3e4d5c6b08' },
  ...{ takenAt: '2026-11-22T02:03:48.962Z', refs: 7, bytes: 183_402 },
  manifestDigest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};

export const repositoryExamples: EventExamples<RepositoryEvent> = {
  RepositoryDiscovered: [{ organizationId, repository }],
  RepositoryRenamed: [{ organizationId, repository, formerFullName: 'acme/search' }],
  SnapshotStored: [
    { ...stored, content: ['git', 'pullrequests'], notCaptured: [] },
    { ...stored, content: ['git'], notCaptured: [{ what: 'pullrequests', why: 'Bitbucket answered 404.' }] },
  ],
  SnapshotFoundCorrupt: [
    {
      ...{ snapshotId: stored.snapshotId, organizationId, repository },
      ...{ runId: '019ab826-5c00-7b32-9e50-27c8d9eafb17', taskId: '019ab826-5cf1-7c43-8f61-38d9eafb0c28' },
      object: 'objects/9f/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.age',
      why: 'a part of it was changed',
      foundAt: '2026-11-23T02:03:40.112Z',
    },
  ],
};
