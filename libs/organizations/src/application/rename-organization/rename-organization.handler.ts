import { DeciderRepository } from '@holdfast/event-sourcing';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organizationStream } from '../../contracts/organization.events.ts';
import { organization } from '../../domain/organization.decider.ts';
import { RenameOrganization } from './rename-organization.command.ts';

@CommandHandler(RenameOrganization)
export class RenameOrganizationHandler implements ICommandHandler<RenameOrganization> {
  constructor(private readonly repository: DeciderRepository) {}

  async execute({ data, context }: RenameOrganization): Promise<void> {
    const stream = organizationStream(data.organizationId);
    await this.repository.decide(organization, stream, { type: 'RenameOrganization', ...data }, context);
  }
}
