import { isMetadataStream, isSystemStream, originalStreamOf } from '../storage/system-streams.ts';
import { ADMINS, EVERYBODY } from './user.ts';
import type { Roles } from './user.ts';

export type StreamAction = 'read' | 'write' | 'delete';

/** The names that `$acl` has for who may do what, and the same for a stream's metadata. */
const ACTIONS: Readonly<Record<StreamAction, string>> = { read: '$r', write: '$w', delete: '$d' };
const METADATA_ACTIONS: Readonly<Record<StreamAction, string>> = { read: '$mr', write: '$mw', delete: '$mw' };

/**
 * Whether somebody with these roles may do this to a stream, under the `$acl` of the stream's metadata. What the list does not mention is
 * for everybody, or for admins alone if it is a system stream; `$all` counts as one.
 */
export function isAllowed(roles: Roles, action: StreamAction, streamName: string, aclOf: (streamName: string) => unknown): boolean {
  if (roles.has(ADMINS)) return true;
  const isMetadata = isMetadataStream(streamName);
  const subject = isMetadata ? originalStreamOf(streamName) : streamName;
  const listed = rolesIn(aclOf(subject), (isMetadata ? METADATA_ACTIONS : ACTIONS)[action]);
  const allowed = listed ?? [isSystemStream(subject) ? ADMINS : EVERYBODY];
  return allowed.some((role) => roles.has(role));
}

function rolesIn(acl: unknown, key: string): readonly string[] | undefined {
  if (typeof acl !== 'object' || acl === null) return undefined;
  const value: unknown = (acl as Record<string, unknown>)[key];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((role) => typeof role === 'string') : undefined;
}
