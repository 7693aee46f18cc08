/** What the newest value counts for. */
const WEIGHT = 0.3;

/** The mean with one more value, in which older ones count ever less; `before` is null for the first, and what is null is no value. */
export function movingMean(before: number | null, value: number): number;
export function movingMean(before: number | null, value: number | null): number | null;
export function movingMean(before: number | null, value: number | null): number | null {
  if (before === null || value === null) return value ?? before;
  return before + WEIGHT * (value - before);
}
