/** One object of the vault, named by its content: `sha256` in lower-case hex and `bytes` are those of the plaintext. */
export interface ObjectReference {
  readonly sha256: string;
  readonly bytes: number;
}
