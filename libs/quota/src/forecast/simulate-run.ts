import { buckets, type Bucket } from '../bucket.ts';
import { RequestPool } from './request-pool.ts';
import { entriesOf, type RunWork, type WorkCost } from './run-work.ts';
import type { AccountSupply } from './supply.ts';

/** A time in which work waits because no account has requests of a bucket left; in seconds from now. */
export interface Wait {
  readonly bucket: Bucket;
  readonly from: number;
  readonly until: number;
}

export interface SimulatedRun {
  /** From now to the end of the last task. Infinity when no account could ever pay. */
  readonly seconds: number;
  /** In which the run is throttled, by bucket and in order. */
  readonly waits: readonly Wait[];
}

/**
 * How a run goes with these accounts, the first of which makes the list. Tasks are begun in order by as many hands as there are; each sends
 * its requests as soon as it begins, those who came earlier first, and then takes its own time.
 *
 * With more accounts, fewer requests, shorter tasks or more hands nothing begins later: each step takes the earliest of some times or the
 * latest of some, so the end is never later either.
 */
export function simulateRun(work: RunWork, accounts: readonly AccountSupply[]): SimulatedRun {
  const [first, ...others] = accounts;
  const pools = new Map(buckets.map((bucket) => [bucket, new RequestPool(first ? [first[bucket]] : [])]));
  const waits: Wait[] = [];
  const begun = (cost: WorkCost, from: number) => {
    let lastSentAt = from;
    for (const [bucket, requests] of entriesOf(cost.requests)) {
      const sentAt = pools.get(bucket)?.send(requests, from) ?? Infinity;
      if (sentAt > from) addWait(waits, { bucket, from, until: sentAt });
      lastSentAt = Math.max(lastSentAt, sentAt);
    }
    return lastSentAt + cost.seconds;
  };

  const listed = begun(work.listing, 0);
  for (const bucket of buckets) pools.get(bucket)?.join(others.map((account) => account[bucket]));
  // When each hand is free, soonest first.
  const hands = Array.from({ length: Math.max(1, Math.floor(work.concurrency)) }, () => listed);
  for (const task of work.tasks) {
    const from = hands.shift() ?? listed;
    insert(hands, begun(task, from));
  }
  return { seconds: hands.at(-1) ?? listed, waits };
}

/** Keeps them in order. */
function insert(times: number[], time: number): void {
  times.splice(times.findLastIndex((other) => other <= time) + 1, 0, time);
}

/** Waits of a bucket that touch are one. */
function addWait(waits: Wait[], wait: Wait): void {
  const index = waits.findLastIndex(({ bucket }) => bucket === wait.bucket);
  const last = waits[index];
  if (last && wait.from <= last.until) waits[index] = { ...last, until: Math.max(last.until, wait.until) };
  else waits.push(wait);
}

/** In how many of the seconds the run waits for at least one bucket. */
export function waitedSeconds(waits: readonly Wait[]): number {
  let [seconds, covered] = [0, 0];
  for (const { from, until } of [...waits].sort((a, b) => a.from - b.from)) {
    seconds += Math.max(0, until - Math.max(from, covered));
    covered = Math.max(covered, until);
  }
  return seconds;
}
