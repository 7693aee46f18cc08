import { CronSchedule } from './cron-schedule.ts';

/** A time of every day, from `start` to `end` (`HH:MM`, over midnight where the end is the earlier) in a time zone. */
export interface DailyWindow {
  readonly start: string;
  readonly end: string;
  readonly timezone: string;
}

/** Open until a time, or closed until one. */
export interface WindowState {
  readonly isOpen: boolean;
  readonly until: Date;
}

/** How a window stands at a moment. One without length is never open. Throws ScheduleError for a time zone that there is not. */
export function windowAt(window: DailyWindow, now: Date): WindowState {
  const opens = nextDaily(window.start, window.timezone, now);
  const closes = nextDaily(window.end, window.timezone, now);
  return closes < opens ? { isOpen: true, until: closes } : { isOpen: false, until: opens };
}

const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Whether it is a time of day such as `06:30`. */
export function isTimeOfDay(value: string): boolean {
  return TIME_OF_DAY.test(value);
}

function nextDaily(time: string, timezone: string, now: Date): Date {
  const [, hour, minute] = TIME_OF_DAY.exec(time) ?? [];
  const next = new CronSchedule({ cron: `${Number(minute)} ${Number(hour)} * * *`, timezone }).next(now);
  if (!next) throw new TypeError(`"${time}" never comes`);
  return next;
}
