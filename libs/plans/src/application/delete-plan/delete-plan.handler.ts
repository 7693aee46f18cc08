import { DeciderRepository } from '@holdfast/event-sourcing';
import { mustBeConfirmed } from '@holdfast/http';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planStream } from '../../contracts/plan.events.ts';
import { plan } from '../../domain/plan.decider.ts';
import { PlanNotFoundError } from '../../domain/plan.errors.ts';
import { GoingRun } from '../going-run.ts';
import { DeletePlan } from './delete-plan.command.ts';

@CommandHandler(DeletePlan)
export class DeletePlanHandler implements ICommandHandler<DeletePlan> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly goingRun: GoingRun,
  ) {}

  async execute({ data: { planId, confirm }, context }: DeletePlan): Promise<void> {
    const { state, commandIds } = await this.repository.load(plan, planStream(planId));
    if (commandIds.has(context.commandId)) return;
    if (state.status !== 'active') throw new PlanNotFoundError(planId);
    mustBeConfirmed({ confirm }, state.terms.name);
    const command = { type: 'DeletePlan', planId, goingRunId: await this.goingRun.of(planId) } as const;
    await this.repository.decide(plan, planStream(planId), command, context);
  }
}
