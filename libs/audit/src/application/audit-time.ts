import type { ReadModelDatabase } from '@holdfast/event-sourcing';

/** Which entries may fall into a stretch of time: their numbers, both included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** How late an event may come after one that happened later: clocks of several processes differ. */
export const auditTimeSchema = `
  CREATE TABLE audit_lateness (milliseconds INTEGER NOT NULL);
  INSERT INTO audit_lateness VALUES (0);
`;

export function noteLateness(database: ReadModelDatabase, milliseconds: number): void {
  database.run('UPDATE audit_lateness SET milliseconds = ? WHERE milliseconds < ?', milliseconds, milliseconds);
}

/**
 * Entries stand in the order in which they were stored, and that is almost the order of their times. `latest` of an entry is the latest time
 * up to it, so it never goes back, and the ends of the range are found by halving. Times are milliseconds since 1970.
 */
export function numbersWithin(database: ReadModelDatabase, from: number | undefined, to: number | undefined): NumberRange {
  const newest = database.get<{ number: number | null }>('SELECT max(number) AS number FROM audit')?.number ?? 0;
  const lateness = database.get<{ milliseconds: number }>('SELECT milliseconds FROM audit_lateness')?.milliseconds ?? 0;
  const latest = (number: number) => database.get<{ latest: number }>('SELECT latest FROM audit WHERE number = ?', number)?.latest ?? 0;
  return {
    first: from === undefined ? 1 : firstWhere(newest, (number) => latest(number) >= from),
    last: to === undefined ? newest : firstWhere(newest, (number) => latest(number) > to + lateness) - 1,
  };
}

/** The first number from 1 to `newest` for which it holds, as it then does for all that follow; one more than `newest` if for none. */
function firstWhere(newest: number, holds: (number: number) => boolean): number {
  let low = 1;
  let high = newest + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
