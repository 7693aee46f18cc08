import { DeciderRepository, ID_GENERATOR, type IdGenerator } from '@holdfast/event-sourcing';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planStream } from '../../contracts/plan.events.ts';
import { plan } from '../../domain/plan.decider.ts';
import { PlanNotFoundError } from '../../domain/plan.errors.ts';
import { CredentialsToEnable } from '../credentials-to-enable.ts';
import { ClonePlan } from './clone-plan.command.ts';

@CommandHandler(ClonePlan)
export class ClonePlanHandler implements ICommandHandler<ClonePlan> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly credentialsToEnable: CredentialsToEnable,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  async execute({ data: { planId: clonedFrom, name }, context }: ClonePlan): Promise<{ id: string }> {
    const planId = this.newId();
    const clone = await this.repository.load(plan, planStream(planId));
    // Repeated: by now the other plan may be gone.
    if (clone.commandIds.has(context.commandId)) return { id: planId };
    const { state } = await this.repository.load(plan, planStream(clonedFrom));
    if (state.status !== 'active') throw new PlanNotFoundError(clonedFrom);
    const { organizationId, terms, usesAdditionalCredentials, enabled } = state;
    const credentials = await this.credentialsToEnable.of(organizationId, enabled);
    await this.repository.decide(
      plan,
      planStream(planId),
      {
        type: 'CreatePlan',
        ...{ planId, clonedFrom },
        definition: { ...terms, organizationId, name },
        additionalCredentials: { enabled: usesAdditionalCredentials, credentials },
      },
      context,
    );
    return { id: planId };
  }
}
