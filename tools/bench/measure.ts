/** One way to do the work; answers its value of this round (events per second, milliseconds ...). */
export type Contestant = () => Promise<number> | number;

/** What each contestant reached, round by round: the values at one index were measured next to each other. */
export type Results<Name extends string> = Readonly<Record<Name, readonly number[]>>;

export interface Rounds {
  /** Rounds before the counted ones, in which caches and compilers warm up. */
  readonly warmUp: number;
  readonly counted: number;
}

/** Lets the contestants take turns, in changing order, so that what else the machine does meets all of them. */
export async function inRounds<Name extends string>(
  rounds: Rounds,
  contestants: Readonly<Record<Name, Contestant>>,
): Promise<Results<Name>> {
  const entries = Object.entries<Contestant>(contestants) as [Name, Contestant][];
  const results = {} as Record<Name, number[]>;
  for (const [name] of entries) results[name] = [];
  for (let round = 0; round < rounds.warmUp + rounds.counted; round++) {
    for (const [name, run] of round % 2 === 0 ? entries : entries.toReversed()) {
      const value = await run();
      if (round >= rounds.warmUp) results[name].push(value);
    }
  }
  return results;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('There is no median of nothing.');
  return (low + high) / 2;
}

/** Combines, round by round, what was measured next to each other: noise that lasts longer than a round cancels out. */
export function medianOfRounds(
  ours: readonly number[],
  theirs: readonly number[],
  combine: (ours: number, theirs: number) => number,
): number {
  return median(ours.map((value, round) => combine(value, theirs[round] ?? NaN)));
}

/** How many of `count` were done per second. */
export async function perSecond(count: number, work: () => Promise<void> | void): Promise<number> {
  return (count * 1000) / (await milliseconds(work));
}

export async function milliseconds(work: () => Promise<void> | void): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** The median over repetitions, one after the other. */
export async function medianMilliseconds(repetitions: number, work: () => Promise<void> | void): Promise<number> {
  const times: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) times.push(await milliseconds(work));
  return median(times);
}
