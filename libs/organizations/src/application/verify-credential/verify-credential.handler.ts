import { DeciderRepository } from '@holdfast/event-sourcing';
import { SECRET_STORE, type SecretAccess, type SecretStore } from '@holdfast/secrets';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organizationStream } from '../../contracts/organization.events.ts';
import { connectedOrganization, credentialIn, primaryOf, type ConnectedOrganization } from '../../domain/connected-organization.ts';
import type { TrialOutcome } from '../../domain/organization.command.ts';
import { organization } from '../../domain/organization.decider.ts';
import { forTrial, secretIfReadable } from '../credential-secret.ts';
import { CredentialTrial, findingsOf } from '../credential-trial.port.ts';
import { trialRequests } from '../trial-requests.ts';
import { VerifyCredential } from './verify-credential.command.ts';

const withoutSecret: TrialOutcome = {
  ok: false,
  refusal: {
    code: 'SECRET_UNREADABLE',
    message: 'Its secret cannot be read here: it is missing, or locked with another key. Enter it again.',
  },
};

@CommandHandler(VerifyCredential)
export class VerifyCredentialHandler implements ICommandHandler<VerifyCredential> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly trial: CredentialTrial,
    @Inject(SECRET_STORE) private readonly secrets: SecretStore,
  ) {}

  async execute({ data: { organizationId, credentialId, scheduled = false }, context }: VerifyCredential): Promise<void> {
    const stream = organizationStream(organizationId);
    const { state, commandIds } = await this.repository.load(organization, stream);
    if (commandIds.has(context.commandId)) return;
    const outcome = await this.outcomeOf(credentialId, connectedOrganization(state, organizationId), forTrial(organizationId, context));
    await this.repository.decide(organization, stream, { type: 'RecordTrial', organizationId, credentialId, outcome, scheduled }, context);
  }

  private async outcomeOf(credentialId: string, state: ConnectedOrganization, access: SecretAccess): Promise<TrialOutcome> {
    const { role, account } = credentialIn(state, credentialId);
    const primary = primaryOf(state);
    const secret = await secretIfReadable(this.secrets, credentialId, access);
    if (secret === null) return withoutSecret;
    const primarySecret = role === 'primary' ? null : await secretIfReadable(this.secrets, primary.credentialId, access);
    const verdict = await this.trial.try({ secret, workspace: state.workspace.slug, role, credentialId, primarySecret });
    if (verdict.ok) return { ok: true, findings: findingsOf(verdict, primary.account.id) };
    return { ok: false, refusal: verdict.refusal, ...trialRequests(verdict.requests, account.id, primary.account.id) };
  }
}
