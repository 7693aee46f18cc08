import { describe, expect, it } from '@jest/globals';
import { isAllowed } from './stream-acl.ts';
import type { StreamAction } from './stream-acl.ts';
import type { Roles } from './user.ts';

const user: Roles = new Set(['anna', '$all']);
const admin: Roles = new Set(['admin', '$admins', '$all']);

function may(roles: Roles, action: StreamAction, streamName: string, acl?: unknown): boolean {
  return isAllowed(roles, action, streamName, () => acl);
}

describe('who may do what to a stream', () => {
  it('is everybody where nothing is said', () => {
    expect([may(user, 'read', 's'), may(user, 'write', 's'), may(user, 'delete', 's'), may(user, 'write', '$$s')]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('is admins alone for system streams and for all events', () => {
    expect([may(user, 'read', '$all'), may(user, 'write', '$settings'), may(admin, 'read', '$all')]).toEqual([false, false, true]);
    expect(may(user, 'write', '$$$all')).toBe(false);
  });

  it('is whom the list names, by name or group, one or several', () => {
    const acl = { $r: ['$ops', 'anna'], $w: 'berta' };
    expect(may(user, 'read', 's', acl)).toBe(true);
    expect(may(user, 'write', 's', acl)).toBe(false);
    expect(may(user, 'delete', 's', acl)).toBe(true);
    expect(may(user, 'read', '$all', acl)).toBe(true);
  });

  it('is nobody but admins under an empty list', () => {
    expect(may(user, 'read', 's', { $r: [] })).toBe(false);
    expect(may(admin, 'read', 's', { $r: [] })).toBe(true);
  });

  it('is told apart for a stream and its metadata', () => {
    const acl = { $w: 'berta', $mw: 'anna', $mr: [] };
    expect([may(user, 'write', '$$s', acl), may(user, 'read', '$$s', acl), may(user, 'read', 's', acl)]).toEqual([true, false, true]);
  });
});
