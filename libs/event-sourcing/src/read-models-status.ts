/** How far one file of read models is. */
export interface FollowerStatus {
  /** Which projections wrote its rows: a fingerprint, or several joined by `+`. */
  readonly version: string;
  /** Whether it has once shown everything that was stored when the process began to follow. */
  readonly caughtUp: boolean;
  /** The position of the last event or checkpoint that is in it, `commit/prepare`. */
  readonly position: string | null;
  /** How many events its projections have read, since it is there and since the process began to follow. */
  readonly events: number;
  readonly eventsSinceStart: number;
  /** Of the last ten seconds. */
  readonly eventsPerSecond: number;
  /** Everything stored longer ago than so many seconds is shown; 0 while nothing waits, null when nothing is known yet. */
  readonly lagSeconds: number | null;
  /** Why it does not go on at present, as a sentence. */
  readonly failure: string | null;
  /** The event on which it keeps failing. */
  readonly standsStillAt: Standstill | null;
}

export interface Standstill {
  readonly projection: string;
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  /** How often it was tried in vain. */
  readonly attempts: number;
}

/** How far the file is that queries read. */
export interface ReadModelsStatus extends FollowerStatus {
  /** Whether queries may be answered: everything that was stored at the start is shown, and what comes is applied. */
  readonly ready: boolean;
  /** The projections of this process. Where `version` differs, an older file is served while a new one is built. */
  readonly presentVersion: string;
  /** What is built beside it. */
  readonly rebuild: RebuildStatus | null;
}

export interface RebuildStatus extends FollowerStatus {
  /** How many events the file that is served has read: about as many as the new one has to. */
  readonly eventsExpected: number;
}
