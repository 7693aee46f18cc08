import type { Bucket } from '../bucket.ts';

export type RequestsByBucket = Readonly<Partial<Record<Bucket, number>>>;

/** What a piece of work costs when it never waits for requests. */
export interface WorkCost {
  readonly requests: RequestsByBucket;
  readonly seconds: number;
}

/** What a run has to do. */
export interface RunWork {
  /** The list of repositories, made before everything else and paid by the first account alone. */
  readonly listing: WorkCost;
  /** One for each repository, in the order in which they are begun. */
  readonly tasks: readonly WorkCost[];
  /** How many tasks go on at the same time; at least one. */
  readonly concurrency: number;
}

/** All requests of a run, by bucket. */
export function requestsOf({ listing, tasks }: RunWork): RequestsByBucket {
  const total: Partial<Record<Bucket, number>> = {};
  for (const { requests } of [listing, ...tasks])
    for (const [bucket, count] of entriesOf(requests)) total[bucket] = (total[bucket] ?? 0) + count;
  return total;
}

export function entriesOf(requests: RequestsByBucket): readonly (readonly [Bucket, number])[] {
  return Object.entries(requests) as [Bucket, number][];
}
