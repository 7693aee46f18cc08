import type { Metadata } from '@grpc/grpc-js';
import type { EventReader } from '../storage/event-reader.ts';
import { authenticateAmong } from './authentication.ts';
import { AccessDeniedError, NotAuthenticatedError } from './access.errors.ts';
import { isAllowed } from './stream-acl.ts';
import type { StreamAction } from './stream-acl.ts';
import { ADMINS, OPERATORS } from './user.ts';
import type { EventStoreUser, Roles } from './user.ts';

/** What the caller of one call may do. */
export interface CallerAccess {
  may(action: StreamAction, streamName: string): boolean;
  /** @throws AccessDeniedError */
  require(action: StreamAction, streamName: string): void;
  /** Looking after consumer groups. @throws AccessDeniedError */
  requireOperator(): void;
}

/** @throws NotAuthenticatedError for a stranger */
export type AccessOf = (call: { readonly metadata: Metadata }) => CallerAccess;

/** Without TLS there are no users: everybody who reaches the loopback address may do everything, as with the real server. */
export const unrestricted: AccessOf = () => ({
  may: () => true,
  require: () => undefined,
  requireOperator: () => undefined,
});

export function restrictedTo(users: readonly EventStoreUser[], reader: EventReader): AccessOf {
  const authenticate = authenticateAmong(users);
  return ({ metadata }) => {
    const roles = authenticate(metadata.get('authorization').at(0)?.toString());
    if (!roles) throw new NotAuthenticatedError();
    return accessOf(roles, reader);
  };
}

function accessOf(roles: Roles, reader: EventReader): CallerAccess {
  const may = (action: StreamAction, streamName: string): boolean =>
    isAllowed(roles, action, streamName, (name) => reader.metadataOf(name).acl);
  return {
    may,
    require: (action, streamName) => {
      if (!may(action, streamName)) throw new AccessDeniedError();
    },
    requireOperator: () => {
      if (!roles.has(ADMINS) && !roles.has(OPERATORS)) throw new AccessDeniedError();
    },
  };
}
