/** Where the proof of the trail is kept, and the secret that its anchors are signed with. Nest provides it under this token. */
export const AUDIT_PLACE = Symbol('AuditPlace');

export interface AuditPlace {
  readonly directory: string;
  /** 32 bytes, the same in all processes of an installation. */
  readonly seed: Buffer;
}

/** Files in the directory. */
export const CHAIN_FILE = 'audit-chain.db';
export const ANCHOR_COPIES = 'audit-anchors.jsonl';
