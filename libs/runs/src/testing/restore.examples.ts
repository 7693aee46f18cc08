import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { RestoreEvent } from '../contracts/restore.events.ts';

const restoreId = '019ab7c2-2e4a-7f55-a7b8-6c5d4e3f2a0c';
const workerId = '019ab2c0-93b1-7f00-a1d2-3e4f5a6b7c07';
const path = '/srv/restored/search-service.git';
const endedAt = '2026-11-23T09:12:31.155Z';

export const restoreExamples: EventExamples<RestoreEvent> = {
  RestoreRequested: [
    {
      ...{ restoreId, snapshotId: '019ab303-71e2-7c9d-8f01-aa12bb34cc09' },
      manifestDigest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      target: { kind: 'directory', path },
      requestedAt: '2026-11-23T09:12:28.004Z',
    },
  ],
  RestoreAssigned: [{ restoreId, workerId, attempt: 1, until: '2026-11-23T09:22:28.090Z' }],
  RestoreHandedBack: [
    { restoreId, workerId },
    { restoreId, workerId, because: 'NO_PROGRESS' },
  ],
  RestoreCompleted: [
    {
      ...{ restoreId, endedAt },
      restored: [
        { what: 'git', path, items: 7 },
        { what: 'pullrequests', path: `${path}/holdfast/pullrequests.jsonl`, items: 112 },
      ],
      notRestored: [],
    },
    {
      ...{ restoreId, endedAt, restored: [{ what: 'git', path, items: 7 }] },
      notRestored: [{ what: 'lfs', why: 'The repository uses Git LFS, whose files are not backed up yet.' }],
    },
  ],
  RestoreFailed: [{ restoreId, code: 'TARGET_EXISTS', reason: `Something exists at ${path} already.`, endedAt }],
};
