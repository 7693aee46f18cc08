/** Whoever may use a store that is reachable over TLS. */
export interface EventStoreUser {
  readonly name: string;
  readonly password: string;
  /** Roles beside the user's own name; `$admins` may do everything, `$ops` may look after consumer groups. */
  readonly groups?: readonly string[];
}

export const ADMINS = '$admins';
export const OPERATORS = '$ops';
/** The role of everybody who is somebody. */
export const EVERYBODY = '$all';

export type Roles = ReadonlySet<string>;
