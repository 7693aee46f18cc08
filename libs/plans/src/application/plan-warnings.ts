import { CronSchedule, ScheduleError, windowAt } from '@holdfast/schedule';
import type { PlanTerms } from '../contracts/plan.events.ts';
import { windowOf } from '../contracts/plan-window.ts';
import type { PlanWarning } from '../contracts/plan.views.ts';
import { isProjectPattern, patternFits, type RepositoryNames } from '../contracts/repository-pattern.ts';
import type { KnownRepositories } from './known-repositories.ts';

export interface PlanToWarnOf extends Pick<PlanTerms, 'repositories' | 'schedule' | 'window'> {
  readonly organizationId: string;
  /** Patterns that fitted nothing when the plan's last run listed the repositories. */
  readonly patternsWithoutEffect: readonly string[];
}

/** What of a plan was probably not meant. */
export function warningsOf(plan: PlanToWarnOf, known: KnownRepositories, now: Date): readonly PlanWarning[] {
  return [...patternWarnings(plan, known), ...scheduleWarnings(plan, now)];
}

function patternWarnings({ organizationId, repositories, patternsWithoutEffect }: PlanToWarnOf, known: KnownRepositories): PlanWarning[] {
  // Which projects there are only the listing of a run tells.
  const fitsNothing = (pattern: string) =>
    isLookedFor(pattern) ? fitsNoneOf(known.of(organizationId), pattern) : patternsWithoutEffect.includes(pattern);
  const patterns = [...repositories.include, ...repositories.exclude];
  if (patterns.some(isLookedFor) && known.of(organizationId).length === 0) return [notSeenYet];
  return (['include', 'exclude'] as const).flatMap((part) =>
    repositories[part].filter(fitsNothing).map((pattern) => ({
      code: 'PATTERN_WITHOUT_EFFECT',
      field: `repositories.${part}`,
      message: `"${pattern}" fits none of the ${known.of(organizationId).length} repositories that were seen so far.`,
    })),
  );
}

const notSeenYet: PlanWarning = {
  ...{ code: 'REPOSITORIES_NOT_SEEN_YET', field: 'repositories' },
  message: 'No run has listed the repositories of the organization yet: what the patterns fit is known after the first.',
};

function isLookedFor(pattern: string): boolean {
  return pattern !== '*' && !isProjectPattern(pattern);
}

function fitsNoneOf(repositories: readonly RepositoryNames[], pattern: string): boolean {
  return !repositories.some((repository) => patternFits(pattern, repository));
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
  } catch (error) {
    if (error instanceof ScheduleError) return null;
    throw error;
  }
}
