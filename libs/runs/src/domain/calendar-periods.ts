/** The periods of the calendar in which a moment lies, each by a name that no other period of the kind has. */
export interface CalendarPeriods {
  readonly hour: string;
  readonly day: string;
  /** It begins on Monday. */
  readonly week: string;
  readonly month: string;
  readonly year: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Reads moments (RFC 3339) as the clocks of a time zone show them. */
export function calendarIn(timeZone: string): (time: string) => CalendarPeriods {
  const dates = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (time) => {
    const moment = new Date(time);
    const day = dates.format(moment);
    const date = new Date(`${day}T00:00:00Z`);
    const monday = new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY_MS);
    return {
      // An hour that the clocks show twice is two.
      hour: String(Math.floor(moment.getTime() / HOUR_MS)),
      day,
      week: monday.toISOString().slice(0, 10),
      month: day.slice(0, 7),
      year: day.slice(0, 4),
    };
  };
}
