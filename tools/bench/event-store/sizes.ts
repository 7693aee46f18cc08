import type { Rounds } from '../measure.ts';

/** How much is measured. */
export interface Sizes {
  readonly rounds: Rounds;
  /** Single appends in a round of many in flight. */
  readonly appendsInFlight: number;
  readonly batches: number;
  readonly singleAppends: number;
  readonly eventsRead: number;
  readonly eventsDelivered: number;
  readonly eventsAbsorbed: number;
  /** How many events the stores hold that are started, and whose read models are built anew. */
  readonly histories: readonly number[];
  readonly startRounds: Rounds;
}

export const FULL: Sizes = {
  rounds: { warmUp: 1, counted: 9 },
  appendsInFlight: 4_096,
  batches: 20,
  singleAppends: 400,
  eventsRead: 20_000,
  eventsDelivered: 300,
  eventsAbsorbed: 50_000,
  histories: [1_000_000],
  startRounds: { warmUp: 1, counted: 5 },
};

/** Ten million events in a million streams: some six gigabytes. */
export const LARGE: Sizes = { ...FULL, histories: [1_000_000, 10_000_000] };

const ONCE: Rounds = { warmUp: 0, counted: 1 };

export const QUICK: Sizes = {
  rounds: ONCE,
  appendsInFlight: 64,
  batches: 1,
  singleAppends: 10,
  eventsRead: 500,
  eventsDelivered: 10,
  eventsAbsorbed: 1_000,
  histories: [2_000],
  startRounds: ONCE,
};
