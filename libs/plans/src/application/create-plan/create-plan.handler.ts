import { DeciderRepository, ID_GENERATOR, type IdGenerator } from '@holdfast/event-sourcing';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planStream } from '../../contracts/plan.events.ts';
import { plan } from '../../domain/plan.decider.ts';
import { OrganizationCredentials } from '../organization-credentials.ts';
import { CreatePlan } from './create-plan.command.ts';

@CommandHandler(CreatePlan)
export class CreatePlanHandler implements ICommandHandler<CreatePlan> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly organizationCredentials: OrganizationCredentials,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  async execute({ data, context }: CreatePlan): Promise<{ id: string }> {
    const { additionalCredentials, ...definition } = data;
    const known = await this.organizationCredentials.of(definition.organizationId);
    const credentials = [...new Set(additionalCredentials.credentialIds)].map((credentialId) => ({
      credentialId,
      credential: known.find((credential) => credential.credentialId === credentialId),
    }));
    const planId = this.newId();
    const switches = { enabled: additionalCredentials.enabled, credentials };
    const command = { type: 'CreatePlan', planId, definition, additionalCredentials: switches } as const;
    await this.repository.decide(plan, planStream(planId), command, context);
    return { id: planId };
  }
}
