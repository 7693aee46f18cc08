import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';
import type { PlanChanges } from '../../domain/plan-terms.ts';

/** Changes what a plan says. A run that is going on keeps to what the plan said when it was asked for. */
export class EditPlan extends Command<void> {
  constructor(
    readonly data: { readonly planId: string; readonly changes: PlanChanges },
    readonly context: CommandContext,
  ) {
    super();
  }
}
