import { DeciderRepository } from '@holdfast/event-sourcing';
import { mustBeConfirmed } from '@holdfast/http';
import { SECRET_STORE, type SecretStore } from '@holdfast/secrets';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organizationStream } from '../../contracts/organization.events.ts';
import { organization } from '../../domain/organization.decider.ts';
import { OrganizationNotFoundError } from '../../domain/organization.errors.ts';
import { OrganizationDirectory } from '../organization-directory.ts';
import { DisconnectOrganization } from './disconnect-organization.command.ts';

@CommandHandler(DisconnectOrganization)
export class DisconnectOrganizationHandler implements ICommandHandler<DisconnectOrganization> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly directory: OrganizationDirectory,
    @Inject(SECRET_STORE) private readonly secrets: SecretStore,
  ) {}

  async execute({ data: { organizationId, confirm }, context }: DisconnectOrganization): Promise<void> {
    const stream = organizationStream(organizationId);
    const { state } = await this.repository.load(organization, stream);
    if (state.status === 'none') throw new OrganizationNotFoundError(organizationId);
    if (state.status === 'connected') await this.directory.refuseUsedOrganization(organizationId);
    mustBeConfirmed({ confirm }, state.name);
    await this.repository.decide(organization, stream, { type: 'DisconnectOrganization', organizationId }, context);
    await this.destroySecrets(stream);
  }

  /** Also those that a crash left behind at an earlier attempt. */
  private async destroySecrets(stream: string): Promise<void> {
    const { state } = await this.repository.load(organization, stream);
    if (state.status !== 'disconnected') throw new Error('the organization is still connected');
    for (const credentialId of state.removed) await this.secrets.destroy(credentialId);
  }
}
