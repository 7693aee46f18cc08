import { requestsOf, type RequestsByBucket, type RunWork } from './run-work.ts';
import { simulateRun, waitedSeconds, type Wait } from './simulate-run.ts';
import type { AccountSupply, BucketSupply } from './supply.ts';

export interface ForecastQuestion {
  readonly work: RunWork;
  /** Those at hand, the one that makes the list first; at least one. */
  readonly accounts: readonly AccountSupply[];
  /** What a further account would have. */
  readonly fresh: AccountSupply;
  /** In which time it must be done; null asks how many accounts make an end of waiting. */
  readonly withinSeconds: number | null;
}

export interface Forecast {
  readonly requests: RequestsByBucket;
  readonly seconds: number;
  readonly waits: readonly Wait[];
  readonly waitedSeconds: number;
  /** With one account, two, and so on, to some more than are at hand, or until more make no difference. */
  readonly gains: readonly Gain[];
  /** The fewest accounts that do; null when no number would. */
  readonly accountsNeeded: number | null;
  /** How long it takes with as many accounts as can be supposed. */
  readonly fastestSeconds: number;
  /** How long it takes when nothing ever has to wait. */
  readonly workSeconds: number;
}

export interface Gain {
  readonly accounts: number;
  readonly seconds: number;
  /** By how much the last of these accounts makes it faster; null for the first. */
  readonly gainedSeconds: number | null;
}

/** More accounts than this are not supposed. */
export const MOST_ACCOUNTS = 64;

/** So many further accounts are compared. */
const FURTHER_ACCOUNTS = 8;

/** Less than a second is no difference. */
const NOTICED_SECONDS = 1;

/** How long a run takes, when it has to wait, what further accounts would gain, and how many are needed. Deterministic. */
export function forecastOf({ work, accounts, fresh, withinSeconds }: ForecastQuestion): Forecast {
  const known = new Map<number, number>();
  const secondsWith = (count: number): number => {
    const seconds = known.get(count) ?? simulateRun(work, accountsOf(count, accounts, fresh)).seconds;
    known.set(count, seconds);
    return seconds;
  };
  const { seconds, waits } = simulateRun(work, accounts);
  const fastestSeconds = secondsWith(MOST_ACCOUNTS);
  const goal = withinSeconds ?? fastestSeconds + NOTICED_SECONDS;
  return {
    ...{ requests: requestsOf(work), seconds, waits, waitedSeconds: waitedSeconds(waits), fastestSeconds },
    workSeconds: simulateRun(work, [plenty]).seconds,
    gains: gainsOf(secondsWith, Math.min(MOST_ACCOUNTS, accounts.length + FURTHER_ACCOUNTS), fastestSeconds),
    accountsNeeded: fewestWith(secondsWith, goal),
  };
}

const endless: BucketSupply = { windowSeconds: 1, usable: Infinity, refills: [{ afterSeconds: 0, requests: Infinity }] };
const plenty: AccountSupply = { api: endless, git: endless, raw: endless, webhooks: endless };

/** So many of those at hand, and as many fresh ones as are lacking. */
export function accountsOf(count: number, accounts: readonly AccountSupply[], fresh: AccountSupply): readonly AccountSupply[] {
  return Array.from({ length: count }, (_, index) => accounts[index] ?? fresh);
}

function gainsOf(secondsWith: (count: number) => number, most: number, fastestSeconds: number): readonly Gain[] {
  const gains: Gain[] = [];
  for (let accounts = 1; accounts <= most; accounts++) {
    const seconds = secondsWith(accounts);
    gains.push({ accounts, seconds, gainedSeconds: accounts === 1 ? null : secondsWith(accounts - 1) - seconds });
    if (seconds < fastestSeconds + NOTICED_SECONDS) break;
  }
  return gains;
}

/** By halving: more accounts are never slower. */
function fewestWith(secondsWith: (count: number) => number, goal: number): number | null {
  if (secondsWith(MOST_ACCOUNTS) > goal) return null;
  let [low, high] = [1, MOST_ACCOUNTS];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (secondsWith(middle) <= goal) high = middle;
    else low = middle + 1;
  }
  return low;
}
