import { DeciderRepository, furtherContext, ID_GENERATOR, type IdGenerator } from '@holdfast/event-sourcing';
import { SECRET_STORE, type SecretStore } from '@holdfast/secrets';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organizationStream } from '../../contracts/organization.events.ts';
import { organization } from '../../domain/organization.decider.ts';
import { identityOf, refusedByProvider, storedSecret } from '../credential-secret.ts';
import { CredentialTrial, findingsOf, type AcceptedByProvider, type RefusedByProvider } from '../credential-trial.port.ts';
import { OrganizationDirectory } from '../organization-directory.ts';
import { ConnectOrganization } from './connect-organization.command.ts';

@CommandHandler(ConnectOrganization)
export class ConnectOrganizationHandler implements ICommandHandler<ConnectOrganization> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly trial: CredentialTrial,
    @Inject(SECRET_STORE) private readonly secrets: SecretStore,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
    private readonly directory: OrganizationDirectory,
  ) {}

  async execute(command: ConnectOrganization): Promise<{ id: string }> {
    const { secret, workspace } = command.data;
    const credentialId = this.newId();
    const verdict = await this.trial.try({ secret, workspace, role: 'primary', credentialId, primarySecret: null });
    const organizationId = this.newId();
    if (!verdict.ok) return this.refuse(command, organizationId, verdict);

    await this.directory.refuseConnectedWorkspace(verdict.workspace, organizationId);
    await this.secrets.put(credentialId, storedSecret(secret));
    await this.connect(command, { organizationId, credentialId }, verdict);
    return { id: organizationId };
  }

  private async connect(
    { data: { name, secret, expiresAt }, context }: ConnectOrganization,
    { organizationId, credentialId }: { readonly organizationId: string; readonly credentialId: string },
    verdict: AcceptedByProvider,
  ): Promise<void> {
    const { account, identity, workspace } = verdict;
    const primary = { credentialId, label: 'primary', kind: secret.kind, identity, account, expiresAt, ...findingsOf(verdict, null) };
    const command = { type: 'ConnectOrganization', organizationId, name, workspace, primary } as const;
    await this.repository.decide(organization, organizationStream(organizationId), command, context);
  }

  private async refuse(command: ConnectOrganization, organizationId: string, verdict: RefusedByProvider): Promise<never> {
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
