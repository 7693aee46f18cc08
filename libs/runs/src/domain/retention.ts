import { retentionReasons, type RetentionReason, type RetentionRules } from '@holdfast/plans/contracts';
import { calendarIn, type CalendarPeriods } from './calendar-periods.ts';

export interface RetainableSnapshot {
  readonly id: string;
  /** RFC 3339. */
  readonly takenAt: string;
}

export interface RetainedSnapshot extends RetainableSnapshot {
  /** Why it is kept; nothing keeps it when there is none. */
  readonly reasons: readonly (RetentionReason | 'newest' | 'no rules')[];
}

const DAY_MS = 86_400_000;

const periods: Readonly<Partial<Record<RetentionReason, keyof CalendarPeriods>>> = {
  ...{ hourly: 'hour', daily: 'day', weekly: 'week', monthly: 'month', yearly: 'year' },
};

/**
 * Why each snapshot of one repository is kept, newest first. Without rules everything is; the newest always is; and everything is when the
 * rules have a reason that this version does not know.
 */
export function retentionOf(
  snapshots: readonly RetainableSnapshot[],
  rules: RetentionRules,
  timezone: string,
  now: number,
): readonly RetainedSnapshot[] {
  const newestFirst = [...snapshots].sort((one, other) => Date.parse(other.takenAt) - Date.parse(one.takenAt));
  if (!areUsable(rules)) return newestFirst.map((snapshot) => ({ ...snapshot, reasons: ['no rules'] }));
  const kept = Object.entries(rules).map(([reason, count]) => {
    const named = reason as RetentionReason;
    return { reason: named, ids: keptBy(named, count, newestFirst, timezone, now) };
  });
  return newestFirst.map((snapshot, index) => {
    const reasons = kept.filter(({ ids }) => ids.has(snapshot.id)).map(({ reason }) => reason);
    return { ...snapshot, reasons: index === 0 ? ['newest', ...reasons] : reasons };
  });
}

function areUsable(rules: RetentionRules): boolean {
  const entries = Object.entries(rules);
  const isKnown = ([reason]: [string, number]) => (retentionReasons as readonly string[]).includes(reason);
  return entries.every(isKnown) && entries.some(([, count]) => count > 0);
}

function keptBy(
  reason: RetentionReason,
  count: number,
  newestFirst: readonly RetainableSnapshot[],
  timezone: string,
  now: number,
): ReadonlySet<string> {
  const period = periods[reason];
  if (period) return new Set(newestOfPeriods(newestFirst, period, timezone).slice(0, count));
  if (reason === 'last') return new Set(newestFirst.slice(0, count).map(({ id }) => id));
  return new Set(newestFirst.filter(({ takenAt }) => Date.parse(takenAt) > now - count * DAY_MS).map(({ id }) => id));
}

/** Ids, the newest period first. */
function newestOfPeriods(newestFirst: readonly RetainableSnapshot[], period: keyof CalendarPeriods, timezone: string): string[] {
  const seen = new Set<string>();
  const calendarOf = calendarIn(timezone);
  return newestFirst
    .filter(({ takenAt }) => {
      const key = calendarOf(takenAt)[period];
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    })
    .map(({ id }) => id);
}
