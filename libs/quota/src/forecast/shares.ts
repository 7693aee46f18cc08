import type { BucketSupply } from './supply.ts';

/**
 * Who sends how many of the requests of one bucket within a time, when the account with the most left by share of its limit always comes
 * next: so all end with the same share left, or with nothing. In the order of the supplies; whole numbers that add up.
 */
export function sharesOf(requests: number, supplies: readonly BucketSupply[], seconds: number): readonly number[] {
  const offers = supplies.map((supply) => offerOf(supply, seconds));
  const wanted = Math.min(Math.round(requests), sum(offers.map(Math.floor)));
  const sentDownTo = (level: number) => supplies.map(({ usable }, index) => Math.max(0, (offers[index] ?? 0) - level * usable));
  const level = levelWith(wanted, sentDownTo, offers, supplies);
  return inWholeNumbers(sentDownTo(level), wanted);
}

/** The share that everybody has left at the end, by halving: the higher, the less is sent. */
function levelWith(
  wanted: number,
  sentDownTo: (level: number) => readonly number[],
  offers: readonly number[],
  supplies: readonly BucketSupply[],
): number {
  let [low, high] = [0, Math.max(0, ...supplies.map(({ usable }, index) => (offers[index] ?? 0) / usable))];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (sum(sentDownTo(middle)) > wanted) low = middle;
    else high = middle;
  }
  return high;
}

/** How many requests an account could send in the time at most. */
function offerOf({ refills, windowSeconds }: BucketSupply, seconds: number): number {
  const inTime = refills.filter(({ afterSeconds }) => afterSeconds <= seconds);
  return sum(inTime.map(({ afterSeconds, requests }) => requests * (1 + Math.floor((seconds - afterSeconds) / windowSeconds))));
}

/** Rounded down, and one more to those who lost the most by that until they add up. */
function inWholeNumbers(shares: readonly number[], wanted: number): readonly number[] {
  const whole = shares.map(Math.floor);
  const byLoss = shares.map((share, index) => ({ index, loss: share - Math.floor(share) })).sort((a, b) => b.loss - a.loss);
  for (const { index } of byLoss.slice(0, wanted - sum(whole))) whole[index] = (whole[index] ?? 0) + 1;
  return whole;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
