import { DeciderRepository } from '@holdfast/event-sourcing';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planStream } from '../../contracts/plan.events.ts';
import { plan } from '../../domain/plan.decider.ts';
import { ResumePlan } from './resume-plan.command.ts';

@CommandHandler(ResumePlan)
export class ResumePlanHandler implements ICommandHandler<ResumePlan> {
  constructor(private readonly repository: DeciderRepository) {}

  async execute({ data, context }: ResumePlan): Promise<void> {
    await this.repository.decide(plan, planStream(data.planId), { type: 'ResumePlan', ...data }, context);
  }
}
