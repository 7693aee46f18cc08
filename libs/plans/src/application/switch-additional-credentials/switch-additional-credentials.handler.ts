import { DeciderRepository } from '@holdfast/event-sourcing';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planStream } from '../../contracts/plan.events.ts';
import { plan } from '../../domain/plan.decider.ts';
import { SwitchAdditionalCredentials } from './switch-additional-credentials.command.ts';

@CommandHandler(SwitchAdditionalCredentials)
export class SwitchAdditionalCredentialsHandler implements ICommandHandler<SwitchAdditionalCredentials> {
  constructor(private readonly repository: DeciderRepository) {}

  async execute({ data, context }: SwitchAdditionalCredentials): Promise<void> {
    await this.repository.decide(plan, planStream(data.planId), { type: 'SwitchAdditionalCredentials', ...data }, context);
  }
}
