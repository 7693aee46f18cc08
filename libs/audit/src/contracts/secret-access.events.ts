/**
 * Somebody opened the secret of a credential. A worker that opens it again for the same run adds nothing: which task then used it is told by
 * the leases (QuotaLeaseGranted).
 */
export interface CredentialSecretOpened {
  readonly type: 'CredentialSecretOpened';
  readonly data: {
    readonly credentialId: string;
    /** What for: `CAPTURE`, `PLANNING`, `TRIAL`. */
    readonly reason: string;
    readonly organizationId: string | null;
    /** Null outside of runs. */
    readonly runId: string | null;
    /** The first task it was opened for; null outside of tasks. */
    readonly taskId: string | null;
  };
}

/** How each is read by its stored name, which never changes. */
export const secretAccessEvents = { CredentialSecretOpened: 'as-stored' } as const;

export const secretAccessStream = (id: string): string => `secretAccess-${id}`;
export const secretAccessStreams = 'secretAccess-';
