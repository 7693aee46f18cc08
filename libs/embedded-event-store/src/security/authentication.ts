import { createHash, timingSafeEqual } from 'node:crypto';
import { EVERYBODY } from './user.ts';
import type { EventStoreUser, Roles } from './user.ts';

export interface Caller {
  readonly name: string;
  readonly roles: Roles;
}

/** Finds out who calls, by the `authorization` header of basic authentication. */
export type Authenticate = (authorization: string | undefined) => Caller | undefined;

/** @returns the caller, undefined for a stranger. Takes the same time for a wrong name and a wrong password. */
export function authenticateAmong(users: readonly EventStoreUser[]): Authenticate {
  const known = users.map(({ name, password, groups = [] }) => ({
    digest: digestOf(`${name}:${password}`),
    caller: { name, roles: new Set([name, ...groups, EVERYBODY]) },
  }));
  return (authorization) => {
    const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
    const digest = digestOf(Buffer.from(encoded, 'base64').toString('utf8'));
    let caller: Caller | undefined;
    for (const user of known) if (timingSafeEqual(user.digest, digest)) caller = user.caller;
    return caller;
  };
}

/** Whether a text is the secret; takes the same time whatever the text is. */
export function comparedWith(secret: string): (text: string) => boolean {
  const digest = digestOf(secret);
  return (text) => timingSafeEqual(digest, digestOf(text));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
