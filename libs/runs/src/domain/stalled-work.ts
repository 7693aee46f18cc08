/** Work that stops getting on so often is given up. */
const MOST_STALLS = 3;

/** How a worker gives back what it has in hand. */
export interface HandBack {
  readonly workerId: string;
  /** For how long nothing came of it, if that is why. */
  readonly stalledSeconds?: number;
}

/** Why it is given up; null while it is worth another try. `stalls`: how often it stopped getting on before. */
export function givenUpBecause({ stalledSeconds }: HandBack, stalls: number): string | null {
  if (stalledSeconds === undefined || stalls + 1 < MOST_STALLS) return null;
  return `Nothing came of it for ${durationOf(stalledSeconds)}, ${MOST_STALLS} times.`;
}

/** What the event of a hand-back says beside the worker. */
export function causeOf({ stalledSeconds }: HandBack): { readonly because?: 'NO_PROGRESS' } {
  return stalledSeconds === undefined ? {} : { because: 'NO_PROGRESS' };
}

export function stallsAfter(stalls: number, { because }: { readonly because?: 'NO_PROGRESS' }): number {
  return because === 'NO_PROGRESS' ? stalls + 1 : stalls;
}

function durationOf(seconds: number): string {
  return seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${seconds} seconds`;
}
