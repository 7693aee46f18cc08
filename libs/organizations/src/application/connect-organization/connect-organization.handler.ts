import { DeciderRepository, furtherContext, ID_GENERATOR, type IdGenerator } from '@holdfast/event-sourcing';
import { SECRET_STORE, type SecretStore } from '@holdfast/secrets';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organizationStream } from '../../contracts/organization.events.ts';
import { organization } from '../../domain/organization.decider.ts';
import { identityOf, refusedByProvider, storedSecret } from '../credential-secret.ts';
import { CredentialTrial, type Verdict } from '../credential-trial.port.ts';
import { ConnectOrganization } from './connect-organization.command.ts';

@CommandHandler(ConnectOrganization)
export class ConnectOrganizationHandler implements ICommandHandler<ConnectOrganization> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly trial: CredentialTrial,
    @Inject(SECRET_STORE) private readonly secrets: SecretStore,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  async execute(command: ConnectOrganization): Promise<{ id: string }> {
    const { secret, workspace } = command.data;
    const credentialId = this.newId();
    const verdict = await this.trial.try({ secret, workspace, requireAdmin: true, credentialId });
    const organizationId = this.newId();
    if (!verdict.ok) return this.refuse(command, organizationId, verdict);

    const { account, identity, scopes, problems } = verdict;
    const { name, expiresAt } = command.data;
    const primary = { credentialId, label: 'primary', kind: secret.kind, identity, account, scopes, problems, expiresAt };
    await this.secrets.put(credentialId, storedSecret(secret));
    await this.repository.decide(
      organization,
      organizationStream(organizationId),
      { type: 'ConnectOrganization', organizationId, name, workspace: verdict.workspace, primary },
      command.context,
    );
    return { id: organizationId };
  }

  private async refuse(command: ConnectOrganization, organizationId: string, verdict: Extract<Verdict, { ok: false }>): Promise<never> {
    const { name, workspace, secret } = command.data;
    await this.repository.decide(
      organization,
      organizationStream(organizationId),
      {
        type: 'RecordRefusedConnection',
        ...{ organizationId, name, workspace, kind: secret.kind, identity: identityOf(secret), refusal: verdict.refusal },
      },
      furtherContext(command.context, 'refused'),
    );
    throw refusedByProvider(verdict);
  }
}
