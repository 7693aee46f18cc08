import type { RunView } from './run.views.ts';

/** What a run of a plan would cost if it began now, and how long it would take. */
export interface ForecastView {
  readonly requests: number;
  /** From the beginning to the end, rounded up. */
  readonly seconds: number;
  /** In how many of them the run would be throttled. */
  readonly throttledSeconds: number;
  /** How many accounts are supposed. */
  readonly accounts: number;
  /** In which time it is to be done: as asked, or else as long as the plan's window is open in a day; null when neither is said. */
  readonly windowSeconds: number | null;
  /** The fewest accounts that do it in that time or, when none is said, with no waiting that more would end; null when no number does. */
  readonly accountsNeeded: number | null;
  /** What accountsNeeded means here, or why there is none. */
  readonly accountsNeededReason: string;
  readonly repositories: {
    /** Those that the plan takes, as far as they are known. */
    readonly selected: number;
    readonly neverCaptured: number;
  };
  readonly byBucket: readonly { readonly bucket: string; readonly requests: number }[];
  readonly byKind: readonly ForecastOfKind[];
  readonly perAccount: readonly ForecastOfAccount[];
  /** The first hundred times in which it would wait for requests of a bucket. */
  readonly throttled: readonly { readonly bucket: string; readonly from: string; readonly until: string }[];
  /** With one account, two, and so on, to some more than are supposed, or until more make no difference. */
  readonly gains: readonly {
    readonly accounts: number;
    readonly seconds: number;
    /** By how much the last of these accounts makes it faster; null for the first. */
    readonly gainedSeconds: number | null;
  }[];
  /** What the forecast relies on, in sentences. */
  readonly assumptions: readonly string[];
}

/** What the requests are for. */
export interface ForecastOfKind {
  readonly kind: 'listing' | 'pullrequests' | 'git';
  readonly bucket: string;
  readonly requests: number;
}

export interface ForecastOfAccount {
  /** Null for an account that is only supposed. */
  readonly accountId: string | null;
  readonly label: string;
  /** What it would spend, of all buckets. */
  readonly requests: number;
  readonly buckets: readonly {
    readonly bucket: string;
    /** What Holdfast may spend in any window: the limit less the reserve. */
    readonly usable: number;
    /** What of it is left now. */
    readonly available: number;
    readonly requests: number;
  }[];
}

/** How a run that goes on is expected to end. */
export interface RunEta {
  readonly endsAt: string;
  /** Those that are still to be sent. */
  readonly remainingRequests: number;
  /** What it relies on, in a sentence. */
  readonly basis: string;
}

/** What was forecast when the run was planned, and what came of it. */
export interface RunForecastView {
  readonly requests: number;
  readonly seconds: number;
  /** Null while the run goes on. */
  readonly actualRequests: number | null;
  readonly actualSeconds: number | null;
  /** By which part of the outcome the forecast was too high, or too low if negative: 0.1 is ten percent. Null without an outcome to compare. */
  readonly errorRequests: number | null;
  readonly errorSeconds: number | null;
}

/** How a run is expected to end, and how that has come true. */
export interface RunOutlook {
  /** Null when the run is over, and when nothing can be said. */
  readonly eta: RunEta | null;
  /** Null when none was made. */
  readonly forecast: RunForecastView | null;
}

export type RunDetails = RunView & RunOutlook;
