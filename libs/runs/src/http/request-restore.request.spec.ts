import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused } from '@holdfast/http/testing';
import { RequestRestoreRequest } from './request-restore.request.ts';

const restore = { snapshotId: 's1', target: { kind: 'directory', path: '/srv/restored/web' } };

describeRequest('RequestRestoreRequest', RequestRestoreRequest, restore);

describe('a request to restore', () => {
  it('names everything that is missing', async () => {
    expect(await fieldsRefused(RequestRestoreRequest, {})).toEqual(['snapshotId', 'target']);
    expect(await fieldsRefused(RequestRestoreRequest, { ...restore, target: {} })).toEqual(['target.kind', 'target.path']);
  });

  it.each([null, [], [restore.target], '/srv/restored'])('has one target, not %j', async (target) => {
    expect(await fieldsRefused(RequestRestoreRequest, { ...restore, target })).toEqual(['target']);
  });

  it('restores to a directory only, in this version', async () => {
    expect(await fieldsRefused(RequestRestoreRequest, { ...restore, target: { ...restore.target, kind: 'bitbucket' } })).toEqual([
      'target.kind',
    ]);
  });

  it.each(['/srv/web', '/srv/web/', '/srv/with blank/…', '/srv/..web'])('takes a path that says exactly where: %s', async (path) => {
    expect(await fieldsRefused(RequestRestoreRequest, { ...restore, target: { kind: 'directory', path } })).toEqual([]);
  });

  it.each([
    '',
    'srv/web',
    './web',
    '/srv/../etc',
    '/srv/./web',
    '/srv//web',
    '/srv/web/..',
    '/',
    '//',
    '/srv/\0web',
    7,
    null,
    ['/srv/web'],
  ])('refuses a path that does not: %j', async (path) => {
    expect(await fieldsRefused(RequestRestoreRequest, { ...restore, target: { kind: 'directory', path } })).toEqual(['target.path']);
  });

  it.each(['', null, 7, 'x'.repeat(101)])('names one snapshot, not %j', async (snapshotId) => {
    expect(await fieldsRefused(RequestRestoreRequest, { ...restore, snapshotId })).toEqual(['snapshotId']);
  });
});
