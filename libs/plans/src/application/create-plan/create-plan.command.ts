import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';
import type { PlanDefinition } from '../../domain/plan.decider.ts';

/** Creates a plan. Unless it says otherwise, only the primary credential is used. Answers the id of the plan. */
export class CreatePlan extends Command<{ readonly id: string }> {
  constructor(
    readonly data: PlanDefinition & {
      readonly additionalCredentials: { readonly enabled: boolean; readonly credentialIds: readonly string[] };
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}
