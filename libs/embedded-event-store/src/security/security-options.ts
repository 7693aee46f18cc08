import type { EventStoreUser } from './user.ts';

/** What a store needs to be reached from other machines. */
export interface SecurityOptions {
  /** The name or IPv4 address to listen on, which the certificate is for. */
  readonly host: string;
  /** PEM: the server's certificate, and those that lead from it to a root that the clients know. */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
  /** Nobody else gets in. */
  readonly users: readonly EventStoreUser[];
}
