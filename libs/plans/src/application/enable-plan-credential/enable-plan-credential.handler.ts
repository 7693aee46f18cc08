import { DeciderRepository } from '@holdfast/event-sourcing';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planStream } from '../../contracts/plan.events.ts';
import { plan } from '../../domain/plan.decider.ts';
import { PlanNotFoundError } from '../../domain/plan.errors.ts';
import { OrganizationCredentials } from '../organization-credentials.ts';
import { EnablePlanCredential } from './enable-plan-credential.command.ts';

@CommandHandler(EnablePlanCredential)
export class EnablePlanCredentialHandler implements ICommandHandler<EnablePlanCredential> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly organizationCredentials: OrganizationCredentials,
  ) {}

  async execute({ data: { planId, credentialId }, context }: EnablePlanCredential): Promise<void> {
    const { state } = await this.repository.load(plan, planStream(planId));
    if (state.status === 'none') throw new PlanNotFoundError(planId);
    const known = await this.organizationCredentials.of(state.organizationId);
    const credential = known.find((candidate) => candidate.credentialId === credentialId);
    const command = { type: 'EnablePlanCredential', planId, credential: { credentialId, credential } } as const;
    await this.repository.decide(plan, planStream(planId), command, context);
  }
}
