import { Cron } from 'croner';
import { isTimeZone } from './time-zone.ts';

/** Why a cron expression or a time zone cannot be used; `field` says which of the two. */
export class ScheduleError extends Error {
  readonly code = 'SCHEDULE_UNUSABLE';
  constructor(
    readonly field: 'cron' | 'timezone',
    message: string,
  ) {
    super(message);
    this.name = 'ScheduleError';
  }
}

/**
 * A cron expression of five fields (minute, hour, day of the month, month, day of the week) in a time zone. A time that the clocks skip is
 * replaced by the first one after the gap. A time that they show twice counts the first time only, except where the expression asks for every
 * hour or for steps of minutes: those go on through the hour that is repeated.
 */
export class CronSchedule {
  readonly #cron: Cron;

  /** Throws ScheduleError. */
  constructor({ cron, timezone }: { readonly cron: string; readonly timezone: string }) {
    if (!isTimeZone(timezone)) throw new ScheduleError('timezone', `there is no time zone "${timezone}"`);
    if (cron.trim().split(/\s+/).length !== 5) throw new ScheduleError('cron', 'it must have five fields: minute hour day month weekday');
    this.#cron = readCron(cron, timezone);
  }

  /** The first time after this one; null when there is none. */
  next(after: Date): Date | null {
    return this.#cron.nextRun(after);
  }

  /** The last time that is not after this one; null when there is none. */
  last(until: Date): Date | null {
    const justAfter = new Date(until.getTime() + 1);
    return this.#cron.previousRuns(1, justAfter)[0] ?? null;
  }
}

function readCron(cron: string, timezone: string): Cron {
  try {
    return new Cron(cron, { timezone, mode: '5-part', paused: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    throw new ScheduleError('cron', reason);
  }
}
