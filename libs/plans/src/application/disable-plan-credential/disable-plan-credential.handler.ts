import { DeciderRepository } from '@holdfast/event-sourcing';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planStream } from '../../contracts/plan.events.ts';
import { plan } from '../../domain/plan.decider.ts';
import { DisablePlanCredential } from './disable-plan-credential.command.ts';

@CommandHandler(DisablePlanCredential)
export class DisablePlanCredentialHandler implements ICommandHandler<DisablePlanCredential> {
  constructor(private readonly repository: DeciderRepository) {}

  async execute({ data, context }: DisablePlanCredential): Promise<void> {
    await this.repository.decide(plan, planStream(data.planId), { type: 'DisablePlanCredential', ...data }, context);
  }
}
