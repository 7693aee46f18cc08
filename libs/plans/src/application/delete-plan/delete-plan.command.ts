import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Deletes a plan whose name the caller has written. Its snapshots remain. Throws PlanIsRunningError while a run of it is going on. */
export class DeletePlan extends Command<void> {
  constructor(
    readonly data: { readonly planId: string; readonly confirm: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
