import { DeciderRepository } from '@holdfast/event-sourcing';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planStream } from '../../contracts/plan.events.ts';
import { plan } from '../../domain/plan.decider.ts';
import { EditPlan } from './edit-plan.command.ts';

@CommandHandler(EditPlan)
export class EditPlanHandler implements ICommandHandler<EditPlan> {
  constructor(private readonly repository: DeciderRepository) {}

  async execute({ data, context }: EditPlan): Promise<void> {
    await this.repository.decide(plan, planStream(data.planId), { type: 'EditPlan', ...data }, context);
  }
}
