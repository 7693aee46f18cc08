import type { Metadata } from '@grpc/grpc-js';
import { ALL_EVENTS } from '../storage/system-streams.ts';
import type { EventReader } from '../storage/event-reader.ts';
import { authenticateAmong, comparedWith } from './authentication.ts';
import { AccessDeniedError, NotAuthenticatedError } from './access.errors.ts';
import { isAllowed } from './stream-acl.ts';
import type { StreamAction } from './stream-acl.ts';
import { ADMINS, OPERATORS } from './user.ts';
import type { EventStoreUser } from './user.ts';

/** What the caller of one call may do. */
export interface CallerAccess {
  readonly userName: string;
  may(action: StreamAction, streamName: string): boolean;
  /** @throws AccessDeniedError */
  require(action: StreamAction, streamName: string): void;
  /** Looking after consumer groups. @throws AccessDeniedError */
  requireOperator(): void;
}

/** @throws NotAuthenticatedError for a stranger */
export type AccessOf = (call: { readonly metadata: Metadata }) => CallerAccess;

/** Without TLS there are no users: everybody who reaches the loopback address may do everything, as with the real server. */
export const unrestricted: AccessOf = () => callerAccess('admin', isPossible, true);

/**
 * Without TLS, but for those alone who know the secret. They send it as the name of their connection: in clear text the official client
 * sends no user and no password.
 */
export function restrictedToInsiders(secret: string): AccessOf {
  const isInsider = comparedWith(secret);
  return (call) => {
    if (!isInsider(call.metadata.get('connection-name').at(0)?.toString() ?? '')) throw new NotAuthenticatedError();
    return unrestricted(call);
  };
}

export function restrictedTo(users: readonly EventStoreUser[], reader: EventReader): AccessOf {
  const authenticate = authenticateAmong(users);
  return ({ metadata }) => {
    const caller = authenticate(metadata.get('authorization').at(0)?.toString());
    if (!caller) throw new NotAuthenticatedError();
    const { name: userName, roles } = caller;
    const isOperator = roles.has(ADMINS) || roles.has(OPERATORS);
    const aclOf = (streamName: string): unknown => reader.metadataOf(streamName).acl;
    return callerAccess(userName, (action, name) => isPossible(action, name) && isAllowed(roles, action, name, aclOf), isOperator);
  };
}

/** The order of all events is no stream that could be written to. */
function isPossible(action: StreamAction, streamName: string): boolean {
  return action === 'read' || streamName !== ALL_EVENTS;
}

function callerAccess(userName: string, may: CallerAccess['may'], isOperator: boolean): CallerAccess {
  return {
    userName,
    may,
    require: (action, streamName) => {
      if (!may(action, streamName)) throw new AccessDeniedError();
    },
    requireOperator: () => {
      if (!isOperator) throw new AccessDeniedError();
    },
  };
}
