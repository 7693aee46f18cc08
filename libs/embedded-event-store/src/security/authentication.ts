import { createHash, timingSafeEqual } from 'node:crypto';
import { EVERYBODY } from './user.ts';
import type { EventStoreUser, Roles } from './user.ts';

/** Finds out who calls, by the `authorization` header of basic authentication. */
export type Authenticate = (authorization: string | undefined) => Roles | undefined;

/** @returns the roles of the caller, undefined for a stranger. Takes the same time for a wrong name and a wrong password. */
export function authenticateAmong(users: readonly EventStoreUser[]): Authenticate {
  const known = users.map(({ name, password, groups = [] }) => ({
    digest: digestOf(`${name}:${password}`),
    roles: new Set([name, ...groups, EVERYBODY]),
  }));
  return (authorization) => {
    const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
    const digest = digestOf(Buffer.from(encoded, 'base64').toString('utf8'));
    let roles: Roles | undefined;
    for (const user of known) if (timingSafeEqual(user.digest, digest)) roles = user.roles;
    return roles;
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
