/** A place in the global commit order. Stored and compared, never computed. */
export interface Position {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export function comparePositions(a: Position, b: Position): number {
  if (a.commit !== b.commit) return a.commit < b.commit ? -1 : 1;
  if (a.prepare === b.prepare) return 0;
  return a.prepare < b.prepare ? -1 : 1;
}

/** The later of the two; `undefined` is before everything. */
export function laterPosition(a: Position | undefined, b: Position | undefined): Position | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return comparePositions(a, b) >= 0 ? a : b;
}

/** Whether whoever has reached a position has passed the goal; `undefined` is before everything. */
export function isAtLeast(reached: Position | undefined, goal: Position | undefined): boolean {
  if (goal === undefined) return true;
  return reached !== undefined && comparePositions(reached, goal) >= 0;
}

/** `commit/prepare`, both in decimal. */
export function formatPosition({ commit, prepare }: Position): string {
  return `${commit}/${prepare}`;
}

/** Reads what {@link formatPosition} wrote. Throws a SyntaxError on anything else. */
export function parsePosition(text: string): Position {
  const match = /^(\d{1,20})\/(\d{1,20})$/.exec(text);
  if (!match?.[1] || !match[2]) throw new SyntaxError(`"${text.slice(0, 50)}" is not a position`);
  return { commit: BigInt(match[1]), prepare: BigInt(match[2]) };
}
