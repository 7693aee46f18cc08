import { DeciderRepository, DomainError, furtherContext, ID_GENERATOR, type IdGenerator } from '@holdfast/event-sourcing';
import { SECRET_STORE, type SecretStore } from '@holdfast/secrets';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organizationStream } from '../../contracts/organization.events.ts';
import { connectedOrganization, primaryOf } from '../../domain/connected-organization.ts';
import { organization } from '../../domain/organization.decider.ts';
import { forTrial, identityOf, refusedByProvider, secretIfReadable, storedSecret } from '../credential-secret.ts';
import { CredentialTrial, findingsOf, type RefusedByProvider } from '../credential-trial.port.ts';
import { AddAdditionalCredential } from './add-additional-credential.command.ts';

@CommandHandler(AddAdditionalCredential)
export class AddAdditionalCredentialHandler implements ICommandHandler<AddAdditionalCredential> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly trial: CredentialTrial,
    @Inject(SECRET_STORE) private readonly secrets: SecretStore,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  async execute(command: AddAdditionalCredential): Promise<{ id: string }> {
    const { organizationId, label, secret, expiresAt } = command.data;
    const { state } = await this.repository.load(organization, organizationStream(organizationId));
    const present = connectedOrganization(state, organizationId);

    const credentialId = this.newId();
    const access = forTrial(organizationId, command.context);
    const primary = primaryOf(present);
    const primarySecret = await secretIfReadable(this.secrets, primary.credentialId, access);
    const { slug } = present.workspace;
    const verdict = await this.trial.try({ secret, workspace: slug, role: 'additional', credentialId, primarySecret });
    if (!verdict.ok) return this.reject(command, verdict);

    const { account, identity } = verdict;
    const credential = { credentialId, label, kind: secret.kind, identity, account, expiresAt, ...findingsOf(verdict, primary.account.id) };
    await this.secrets.put(credentialId, storedSecret(secret));
    try {
      await this.decide(command, { type: 'AddAdditionalCredential', organizationId, credential });
    } catch (error) {
      // Only a refusal is certain: after an outage the credential may have been stored, and must not lose its secret.
      if (error instanceof DomainError) await this.secrets.destroy(credentialId);
      throw error;
    }
    return { id: credentialId };
  }

  private async reject(command: AddAdditionalCredential, verdict: RefusedByProvider): Promise<never> {
    const { organizationId, label, secret } = command.data;
    const { kind } = secret;
    const { refusal } = verdict;
    await this.decide(command, { type: 'RecordRejectedCredential', organizationId, label, kind, identity: identityOf(secret), refusal });
    throw refusedByProvider(verdict);
  }

  private decide(command: AddAdditionalCredential, decided: Parameters<typeof organization.decide>[0]) {
    return this.repository.decide(
      organization,
      organizationStream(command.data.organizationId),
      decided,
      furtherContext(command.context, decided.type),
    );
  }
}
