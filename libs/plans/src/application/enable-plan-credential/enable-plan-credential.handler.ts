import { DeciderRepository } from '@holdfast/event-sourcing';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planStream } from '../../contracts/plan.events.ts';
import { plan } from '../../domain/plan.decider.ts';
import { PlanNotFoundError } from '../../domain/plan.errors.ts';
import { CredentialsToEnable } from '../credentials-to-enable.ts';
import { EnablePlanCredential } from './enable-plan-credential.command.ts';

@CommandHandler(EnablePlanCredential)
export class EnablePlanCredentialHandler implements ICommandHandler<EnablePlanCredential> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly credentialsToEnable: CredentialsToEnable,
  ) {}

  async execute({ data: { planId, credentialId }, context }: EnablePlanCredential): Promise<void> {
    const { state } = await this.repository.load(plan, planStream(planId));
    if (state.status !== 'active') throw new PlanNotFoundError(planId);
    const [credential = { credentialId, credential: 'unknown' as const }] = await this.credentialsToEnable.of(state.organizationId, [
      credentialId,
    ]);
    await this.repository.decide(plan, planStream(planId), { type: 'EnablePlanCredential', planId, credential }, context);
  }
}
