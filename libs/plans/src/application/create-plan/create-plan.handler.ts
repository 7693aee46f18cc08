import { DeciderRepository, ID_GENERATOR, type IdGenerator } from '@holdfast/event-sourcing';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planStream } from '../../contracts/plan.events.ts';
import { plan } from '../../domain/plan.decider.ts';
import { CredentialsToEnable } from '../credentials-to-enable.ts';
import { CreatePlan } from './create-plan.command.ts';

@CommandHandler(CreatePlan)
export class CreatePlanHandler implements ICommandHandler<CreatePlan> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly credentialsToEnable: CredentialsToEnable,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  async execute({ data, context }: CreatePlan): Promise<{ id: string }> {
    const { additionalCredentials, ...definition } = data;
    const { enabled, credentialIds } = additionalCredentials;
    const credentials = await this.credentialsToEnable.of(definition.organizationId, credentialIds);
    const planId = this.newId();
    const command = { type: 'CreatePlan', planId, definition, additionalCredentials: { enabled, credentials } } as const;
    await this.repository.decide(plan, planStream(planId), command, context);
    return { id: planId };
  }
}
