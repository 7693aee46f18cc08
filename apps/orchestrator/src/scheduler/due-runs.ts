import type { ScheduledPlan } from '@holdfast/plans';
import { CronSchedule, ScheduleError } from '@holdfast/schedule';

/** A run that the schedule of a plan asks for. */
export interface DueRun {
  readonly planId: string;
  readonly schedule: ScheduledPlan['schedule'];
  /** RFC 3339, UTC. */
  readonly scheduledFor: string;
}

export interface Agenda {
  /** At most one for each plan: of several times that were missed, the last. */
  readonly due: readonly DueRun[];
  /** When the next run is due; null when none ever is. */
  readonly next: Date | null;
  /** Plans whose schedule this version cannot read. */
  readonly unreadable: readonly string[];
}

/** What the schedules of plans ask for at a moment. It follows from the plans alone: a scheduler has nothing to remember. */
export function agendaAt(plans: readonly ScheduledPlan[], now: Date): Agenda {
  const due: DueRun[] = [];
  const unreadable: string[] = [];
  let next: Date | null = null;
  for (const plan of plans) {
    const schedule = readSchedule(plan);
    if (!schedule) {
      unreadable.push(plan.planId);
      continue;
    }
    const last = schedule.last(now)?.toISOString();
    if (last !== undefined && last > plan.followedUntil) due.push({ planId: plan.planId, schedule: plan.schedule, scheduledFor: last });
    next = earlier(next, schedule.next(now));
  }
  return { due, next, unreadable };
}

function readSchedule({ schedule }: ScheduledPlan): CronSchedule | null {
  try {
    return new CronSchedule(schedule);
  } catch (error) {
    if (error instanceof ScheduleError) return null;
    throw error;
  }
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one <= other ? one : other;
}
