import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import type { RestoreEvent } from '../contracts/restore.events.ts';
import { at, minute, t0 } from '../testing/one-run.ts';
import { restore, type RestoreCommand } from './restore.decider.ts';

const restoreId = 'restore1';
const order = { snapshotId: 's1', manifestDigest: 'abc', target: { kind: 'directory', path: '/srv/restored/web' } } as const;
const outcome = {
  restored: [{ what: 'git', path: '/srv/restored/web/repository.git', items: 7 }],
  notRestored: [{ what: 'lfs', why: 'not in the snapshot' }],
};

const requested: RestoreEvent = { type: 'RestoreRequested', data: { restoreId, ...order, requestedAt: at(0) } };
const assigned = (workerId = 'one', attempt = 1, until = 10): RestoreEvent => ({
  type: 'RestoreAssigned',
  data: { restoreId, workerId, attempt, until: at(until) },
});
const handedBack: RestoreEvent = { type: 'RestoreHandedBack', data: { restoreId, workerId: 'one' } };
const completed: RestoreEvent = { type: 'RestoreCompleted', data: { restoreId, ...outcome, endedAt: at(2) } };
const failed: RestoreEvent = { type: 'RestoreFailed', data: { restoreId, code: 'TARGET_EXISTS', reason: 'it exists', endedAt: at(2) } };

const command = <T extends RestoreCommand['type']>(type: T, minutes: number, more: object = {}) =>
  ({ type, restoreId, now: t0 + minutes * minute, ...more }) as Extract<RestoreCommand, { type: T }>;
const request = command('RequestRestore', 0, order);
const assign = (workerId: string, minutes: number) =>
  command('AssignRestore', minutes, { workerId, until: t0 + (minutes + 10) * minute, from: { workerId: 'one', seenUntil: 0 } });
const handBack = (workerId: string) => command('HandBackRestore', 1, { workerId });
const complete = command('CompleteRestore', 2, { outcome });
const fail = command('FailRestore', 2, { code: 'TARGET_EXISTS', reason: 'it exists' });

const later: readonly RestoreCommand[] = [assign('one', 1), handBack('one'), complete, fail];

describe('a restore', () => {
  it('is of one snapshot, as its manifest is known, to one place', () => {
    given(restore).when(request).then(requested);
  });

  it('is requested once', () => {
    given(restore, requested).when(request).thenNothing();
    given(restore, requested, completed).when(request).thenNothing();
  });

  it.each(later)('does nothing before it is requested: $type', (early) => {
    given(restore).when(early).thenRefused('RESTORE_NOT_FOUND');
  });

  it.each(later)('does nothing after it has ended: $type', (late) => {
    given(restore, requested, assigned(), completed).when(late).thenNothing();
    given(restore, requested, assigned(), failed).when(late).thenNothing();
  });

  it('is one worker’s, and nobody else’s until its time has passed', () => {
    given(restore, requested).when(assign('one', 0)).then(assigned());
    given(restore, requested, assigned()).when(assign('two', 9)).thenNothing();
    given(restore, requested, assigned())
      .when(assign('two', 10))
      .then(assigned('two', 2, 20));
  });

  it('is handed back by its worker alone, and counts as an attempt', () => {
    given(restore, requested, assigned()).when(handBack('one')).then(handedBack);
    given(restore, requested, assigned()).when(handBack('two')).thenNothing();
    given(restore, requested, assigned(), handedBack).when(handBack('one')).thenNothing();
    given(restore, requested, assigned(), handedBack)
      .when(assign('two', 1))
      .then(assigned('two', 2, 11));
  });

  it('fails when it stops getting on for the third time', () => {
    const stalled = command('HandBackRestore', 2, { workerId: 'one', stalledSeconds: 900 });
    const stalledBack: RestoreEvent = { type: 'RestoreHandedBack', data: { restoreId, workerId: 'one', because: 'NO_PROGRESS' } };
    const reason = 'Nothing came of it for 15 minutes, 3 times.';
    const twice = [requested, assigned(), stalledBack, assigned(), stalledBack, assigned()];
    given(restore, ...twice.slice(0, 4))
      .when(stalled)
      .then(stalledBack);
    given(restore, ...twice)
      .when(stalled)
      .then({ type: 'RestoreFailed', data: { restoreId, code: 'NO_PROGRESS', reason, endedAt: at(2) } });
  });

  it('ends with what was restored, and what was not, and why', () => {
    given(restore, requested, assigned()).when(complete).then(completed);
  });

  it('may fail, and says why', () => {
    given(restore, requested, assigned()).when(fail).then(failed);
  });

  it('is known to a worker by what it is to restore', () => {
    expect(given(restore, requested, assigned()).state).toEqual({
      ...{ status: 'open', ...order, attempts: 1, stalls: 0 },
      assignment: { workerId: 'one', until: t0 + 10 * minute },
    });
  });
});
