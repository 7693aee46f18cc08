import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import { CronSchedule, windowAt } from '@holdfast/schedule';
import type { PlanTerms } from '../contracts/plan.events.ts';
import { windowOf } from '../contracts/plan-window.ts';
import type { PlanWarning } from '../contracts/plan.views.ts';
import { isProjectPattern, patternFits, type RepositoryNames } from '../contracts/repository-pattern.ts';

export interface PlanToWarnOf extends Pick<PlanTerms, 'repositories' | 'schedule' | 'window'> {
  readonly organizationId: string;
  /** Patterns that fitted nothing when the plan's last run listed the repositories. */
  readonly patternsWithoutEffect: readonly string[];
}

/** What of a plan was probably not meant. */
export function warningsOf(plan: PlanToWarnOf, database: ReadModelDatabase, now: Date): readonly PlanWarning[] {
  return [...patternWarnings(plan, database), ...scheduleWarnings(plan, now)];
}

function patternWarnings(plan: PlanToWarnOf, database: ReadModelDatabase): PlanWarning[] {
  const { organizationId, repositories, patternsWithoutEffect } = plan;
  const sql = 'SELECT slug, fullName, NULL AS projectKey FROM plan_repository WHERE organizationId = ?';
  const known = database.all<RepositoryNames & Record<string, string | null>>(sql, organizationId);
  const fitsNothing = (pattern: string) =>
    patternsWithoutEffect.includes(pattern) ||
    // Which projects there are only the listing of a run tells.
    (known.length > 0 && !isProjectPattern(pattern) && !known.some((repository) => patternFits(pattern, repository)));
  return (['include', 'exclude'] as const).flatMap((part) =>
    repositories[part].filter(fitsNothing).map((pattern) => ({
      code: 'PATTERN_WITHOUT_EFFECT',
      field: `repositories.${part}`,
      message: `"${pattern}" fits none of the ${known.length} repositories that were seen so far.`,
    })),
  );
}

function scheduleWarnings({ schedule, window }: PlanToWarnOf, now: Date): PlanWarning[] {
  const next = schedule && nextTimeOf(schedule, now);
  const zoned = windowOf({ schedule, window });
  if (!next || !zoned) return [];
  const { isOpen, until } = windowAt(zoned, next);
  if (isOpen) return [];
  const message = `The run of ${next.toISOString()} will wait until the window opens at ${until.toISOString()}.`;
  return [{ code: 'SCHEDULE_OUTSIDE_WINDOW', field: 'schedule', message }];
}

/** When a schedule comes next; null when never, and when this version cannot read it. */
export function nextTimeOf(schedule: NonNullable<PlanTerms['schedule']>, after: Date): Date | null {
  try {
    return new CronSchedule(schedule).next(after);
  } catch {
    return null;
  }
}
