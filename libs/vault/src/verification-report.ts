import type { ObjectReference } from './object-reference.ts';

/** What was found when every object of a snapshot was read, decrypted and hashed. */
export interface VerificationReport {
  /** Every object that the manifest names, each once. */
  readonly objects: number;
  /** The plaintext bytes of those that are whole. */
  readonly bytesRead: number;
  /** None: the objects are whole. */
  readonly problems: readonly ObjectProblem[];
}

export interface ObjectProblem {
  readonly object: ObjectReference;
  /** `unreadable`: the storage did not answer, so that nothing is known of the object; verify again. */
  readonly problem: 'missing' | 'corrupt' | 'unreadable';
  readonly why: string;
}
