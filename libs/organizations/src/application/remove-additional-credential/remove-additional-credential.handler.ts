import { DeciderRepository } from '@holdfast/event-sourcing';
import { SECRET_STORE, type SecretStore } from '@holdfast/secrets';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organizationStream } from '../../contracts/organization.events.ts';
import { organization } from '../../domain/organization.decider.ts';
import { RemoveAdditionalCredential } from './remove-additional-credential.command.ts';

@CommandHandler(RemoveAdditionalCredential)
export class RemoveAdditionalCredentialHandler implements ICommandHandler<RemoveAdditionalCredential> {
  constructor(
    private readonly repository: DeciderRepository,
    @Inject(SECRET_STORE) private readonly secrets: SecretStore,
  ) {}

  async execute({ data, context }: RemoveAdditionalCredential): Promise<void> {
    const stream = organizationStream(data.organizationId);
    await this.repository.decide(organization, stream, { type: 'RemoveAdditionalCredential', ...data }, context);
    await this.secrets.destroy(data.credentialId);
  }
}
