import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/**
 * Starts a run of the same plan that does only what an ended run left undone: what failed, was cancelled, or lacks something. It does so as
 * that run was told, and keeps to its window unless told otherwise. Throws RunNotFoundError, RunAlreadyGoingError while this or another run of
 * the plan is going, NothingToRetryError, and a DomainError PLAN_NOT_FOUND. Answers the id of the new run.
 */
export class RetryRun extends Command<{ readonly id: string }> {
  constructor(
    readonly data: { readonly runId: string; readonly ignoreWindow?: boolean },
    readonly context: CommandContext,
  ) {
    super();
  }
}
