/** The chain of all events up to one of them was sealed. A copy of an anchor elsewhere proves what stood in the store then. */
export interface AuditAnchored {
  readonly type: 'AuditAnchored';
  readonly data: {
    /** How many events it covers. */
    readonly events: number;
    /** The chain's hash at the last of them: SHA-256, hexadecimal. */
    readonly head: string;
    /** The last of them, and where it stood in the global order. */
    readonly lastEventId: string;
    readonly lastPosition: string;
    /** When it was sealed, RFC 3339, UTC. */
    readonly at: string;
    /** Ed25519, base64: who checks compares it with the one they know. */
    readonly publicKey: string;
    /** Of all fields above, but the key. */
    readonly signature: string;
  };
}

/** How each is read by its stored name, which never changes. */
export const anchorEvents = { AuditAnchored: 'as-stored' } as const;

export const anchorStream = 'auditAnchors';
