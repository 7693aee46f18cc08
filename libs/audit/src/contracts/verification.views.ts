/** The first thing that is not as it was. */
export interface AuditMismatch {
  /**
   * `changed`, `removed`, `inserted`, `moved`: that event. `contradicted`: one among several. `chain_file_changed`: what is kept beside the
   * store. `anchor_not_genuine`: an anchor that this installation has not signed.
   */
  readonly kind: 'changed' | 'removed' | 'inserted' | 'moved' | 'contradicted' | 'chain_file_changed' | 'anchor_not_genuine';
  /** Its place in the chain, 1 for the first event; the first and the last where it may be one of several. */
  readonly number: number;
  readonly lastNumber: number;
  /** Null when it is not known which. */
  readonly eventId: string | null;
  /** As it stands in the store now; null when it does not. */
  readonly stream: string | null;
  readonly type: string | null;
  readonly position: string | null;
  /** The whole in a sentence. */
  readonly message: string;
}

/** `GET /audit/verification`. */
export interface AuditVerification {
  readonly ok: boolean;
  /** How many events were found as they were, those of earlier verifications included. */
  readonly events: number;
  /** The chain's hash at the last of them: SHA-256, hexadecimal. */
  readonly head: string;
  /** How many genuine anchors there are. */
  readonly anchors: number;
  /** How many events the last of them covers, and when it was made; null when there is none. */
  readonly lastAnchor: { readonly events: number; readonly at: string } | null;
  readonly firstMismatch: AuditMismatch | null;
  /** The number after which events were looked at; 0 for all of them. */
  readonly verifiedFrom: number;
}
