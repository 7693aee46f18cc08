import type { PlanTerms, PlanWindow } from './plan.events.ts';

/** A window that says its time zone. */
export type ZonedWindow = Required<PlanWindow>;

/** The window of a plan in its time zone: its own, else the schedule's, else UTC; null when the plan has none. */
export function windowOf({ window, schedule }: Pick<PlanTerms, 'window' | 'schedule'>): ZonedWindow | null {
  return window && { ...window, timezone: window.timezone ?? schedule?.timezone ?? 'UTC' };
}
