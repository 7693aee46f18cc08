import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import type { PlanSchedule } from '../contracts/plan.events.ts';

/** A plan that starts runs by itself. */
export interface ScheduledPlan {
  readonly planId: string;
  readonly schedule: PlanSchedule;
  /** The schedule has been followed up to here: what comes later is to be done. RFC 3339. */
  readonly followedUntil: string;
}

/** The plans that have a schedule and are not paused. */
export function scheduledPlans(database: ReadModelDatabase): readonly ScheduledPlan[] {
  const sql = `
    SELECT id AS planId, json_extract(definition, '$.schedule') AS schedule, max(scheduledSince, coalesce(lastScheduledFor, '')) AS followedUntil
    FROM plan WHERE paused = 0 AND json_extract(definition, '$.schedule') IS NOT NULL ORDER BY id`;
  const rows = database.all<{ planId: string; schedule: string; followedUntil: string }>(sql);
  return rows.map(({ schedule, ...row }) => ({ ...row, schedule: JSON.parse(schedule) as PlanSchedule }));
}
