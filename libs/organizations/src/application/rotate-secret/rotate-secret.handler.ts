import { DeciderRepository, DomainError, furtherContext } from '@holdfast/event-sourcing';
import { SECRET_STORE, type SecretStore } from '@holdfast/secrets';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organizationStream, type CredentialRefusal } from '../../contracts/organization.events.ts';
import { connectedOrganization, credentialIn, primaryOf } from '../../domain/connected-organization.ts';
import { decideOnCredential } from '../../domain/credential.decisions.ts';
import type { CredentialCommand } from '../../domain/organization.command.ts';
import { organization } from '../../domain/organization.decider.ts';
import { CredentialOfAnotherAccountError } from '../../domain/organization.errors.ts';
import { forTrial, identityOf, refusedByProvider, secretIfReadable, storedSecret } from '../credential-secret.ts';
import { CredentialTrial, findingsOf, type AcceptedByProvider } from '../credential-trial.port.ts';
import { RotateSecret } from './rotate-secret.command.ts';

@CommandHandler(RotateSecret)
export class RotateSecretHandler implements ICommandHandler<RotateSecret> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly trial: CredentialTrial,
    @Inject(SECRET_STORE) private readonly secrets: SecretStore,
  ) {}

  async execute(command: RotateSecret): Promise<void> {
    const { organizationId, credentialId, secret } = command.data;
    const { state } = await this.repository.load(organization, organizationStream(organizationId));
    const present = connectedOrganization(state, organizationId);
    const { role } = credentialIn(present, credentialId);
    const access = forTrial(organizationId, command.context);
    const primarySecret = role === 'primary' ? null : await secretIfReadable(this.secrets, primaryOf(present).credentialId, access);
    const verdict = await this.trial.try({ secret, workspace: present.workspace.slug, role, credentialId, primarySecret });
    if (!verdict.ok) return this.refuse(command, verdict.refusal, refusedByProvider(verdict));

    const rotation = rotationOf(command, verdict, primaryOf(present).account.id);
    try {
      decideOnCredential(rotation, present);
    } catch (error) {
      if (error instanceof CredentialOfAnotherAccountError) return this.refuse(command, error, error);
      throw error;
    }
    await this.replace(command, rotation);
  }

  /** The secret first, whole and in one step: at no moment is there none that works. A crash before the event leaves the new one in use. */
  private async replace({ data, context }: RotateSecret, rotation: CredentialCommand): Promise<void> {
    const { organizationId, credentialId, secret } = data;
    await this.secrets.put(credentialId, storedSecret(secret));
    try {
      await this.repository.decide(organization, organizationStream(organizationId), rotation, context);
    } catch (error) {
      await this.destroyIfRemoved(organizationId, credentialId, error);
      throw error;
    }
  }

  /** Somebody may have removed the credential meanwhile: then no secret may stay. */
  private async destroyIfRemoved(organizationId: string, credentialId: string, error: unknown): Promise<void> {
    if (!(error instanceof DomainError)) return;
    const { state } = await this.repository.load(organization, organizationStream(organizationId));
    if (state.status !== 'none' && state.removed.includes(credentialId)) await this.secrets.destroy(credentialId);
  }

  private async refuse({ data, context }: RotateSecret, { code, message }: CredentialRefusal, error: DomainError): Promise<never> {
    const { organizationId, credentialId, secret } = data;
    const refused = { kind: secret.kind, identity: identityOf(secret), refusal: { code, message } };
    await this.repository.decide(
      organization,
      organizationStream(organizationId),
      { type: 'RecordRefusedRotation', organizationId, credentialId, ...refused },
      furtherContext(context, 'refused'),
    );
    throw error;
  }
}

function rotationOf({ data }: RotateSecret, verdict: AcceptedByProvider, primaryAccountId: string): CredentialCommand {
  const { organizationId, credentialId, secret, expiresAt } = data;
  const { account, identity } = verdict;
  const credential = { kind: secret.kind, identity, account, expiresAt, ...findingsOf(verdict, primaryAccountId) };
  return { type: 'RotateSecret', organizationId, credentialId, credential };
}
