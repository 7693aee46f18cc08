import { DeciderRepository } from '@holdfast/event-sourcing';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planStream } from '../../contracts/plan.events.ts';
import { plan } from '../../domain/plan.decider.ts';
import { PausePlan } from './pause-plan.command.ts';

@CommandHandler(PausePlan)
export class PausePlanHandler implements ICommandHandler<PausePlan> {
  constructor(private readonly repository: DeciderRepository) {}

  async execute({ data, context }: PausePlan): Promise<void> {
    await this.repository.decide(plan, planStream(data.planId), { type: 'PausePlan', ...data }, context);
  }
}
