import type { CommandContext } from '@holdfast/event-sourcing';
import type { PlanSchedule } from '@holdfast/plans/contracts';
import { Command } from '@nestjs/cqrs';

/**
 * Starts the run of a plan that its schedule asks for at a time (RFC 3339), or notes that one was still going on. Does nothing when it has been
 * given before, and when the plan is gone, paused, or has another schedule by now.
 */
export class RequestScheduledRun extends Command<void> {
  constructor(
    readonly data: { readonly planId: string; readonly schedule: PlanSchedule; readonly scheduledFor: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
