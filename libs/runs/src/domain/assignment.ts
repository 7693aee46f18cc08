/** Who works on something, and until when nobody else may. Times are milliseconds since 1970. */
export interface Assignment {
  readonly workerId: string;
  readonly until: number;
}

/** A worker that may have left its work behind: until when it was last known to be there, as its own stream says. */
export interface LostWorker {
  readonly workerId: string;
  readonly seenUntil: number;
}

/** A worker that wants to take something on. */
export interface Claim {
  readonly workerId: string;
  readonly until: number;
  readonly now: number;
  /** Whom it takes over from, if anybody. */
  readonly from?: LostWorker | null;
}

/**
 * Whether a worker may take something on: nobody has it, the worker itself had it before it was restarted, or its holder is gone: the time
 * of its claim has passed, and the time for which it was last seen too. That makes one capture of a task out of many workers and crashes.
 */
export function mayBeAssigned(assignment: Assignment | null, { workerId, now, from }: Claim): boolean {
  if (assignment === null || assignment.workerId === workerId) return true;
  return assignment.until <= now && from?.workerId === assignment.workerId && from.seenUntil <= now;
}
