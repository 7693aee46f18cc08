import { DeciderRepository } from '@holdfast/event-sourcing';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organizationStream } from '../../contracts/organization.events.ts';
import { organization } from '../../domain/organization.decider.ts';
import { RenameCredential } from './rename-credential.command.ts';

@CommandHandler(RenameCredential)
export class RenameCredentialHandler implements ICommandHandler<RenameCredential> {
  constructor(private readonly repository: DeciderRepository) {}

  async execute({ data, context }: RenameCredential): Promise<void> {
    const stream = organizationStream(data.organizationId);
    await this.repository.decide(organization, stream, { type: 'RenameCredential', ...data }, context);
  }
}
