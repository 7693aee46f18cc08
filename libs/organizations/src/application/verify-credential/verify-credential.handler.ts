import type { CredentialSecret } from '@holdfast/bitbucket';
import { DeciderRepository } from '@holdfast/event-sourcing';
import { SECRET_STORE, type SecretStore } from '@holdfast/secrets';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organizationStream } from '../../contracts/organization.events.ts';
import { credentialIn, organization, type TrialOutcome } from '../../domain/organization.decider.ts';
import { OrganizationNotFoundError } from '../../domain/organization.errors.ts';
import { CredentialTrial } from '../credential-trial.port.ts';
import { VerifyCredential } from './verify-credential.command.ts';

@CommandHandler(VerifyCredential)
export class VerifyCredentialHandler implements ICommandHandler<VerifyCredential> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly trial: CredentialTrial,
    @Inject(SECRET_STORE) private readonly secrets: SecretStore,
  ) {}

  async execute({ data, context }: VerifyCredential): Promise<void> {
    const stream = organizationStream(data.organizationId);
    const { state } = await this.repository.load(organization, stream);
    if (state.status === 'none') throw new OrganizationNotFoundError(data.organizationId);
    const { role, credentialId } = credentialIn(state, data.credentialId);
    const secret = (await this.secrets.get(credentialId)).reveal() as unknown as CredentialSecret;
    const outcome = await this.verdictOn(secret, state.workspace.slug, role === 'primary', credentialId);
    await this.repository.decide(organization, stream, { type: 'RecordTrial', ...data, outcome }, context);
  }

  private async verdictOn(secret: CredentialSecret, workspace: string, requireAdmin: boolean, credentialId: string): Promise<TrialOutcome> {
    const verdict = await this.trial.try({ secret, workspace, requireAdmin, credentialId });
    return verdict.ok ? { ok: true, scopes: verdict.scopes, problems: verdict.problems } : { ok: false, refusal: verdict.refusal };
  }
}
