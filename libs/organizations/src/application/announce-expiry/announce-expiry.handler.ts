import { DeciderRepository } from '@holdfast/event-sourcing';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organizationStream } from '../../contracts/organization.events.ts';
import { organization } from '../../domain/organization.decider.ts';
import { AnnounceExpiry } from './announce-expiry.command.ts';

@CommandHandler(AnnounceExpiry)
export class AnnounceExpiryHandler implements ICommandHandler<AnnounceExpiry> {
  constructor(private readonly repository: DeciderRepository) {}

  async execute({ data, context }: AnnounceExpiry): Promise<void> {
    const stream = organizationStream(data.organizationId);
    await this.repository.decide(organization, stream, { type: 'AnnounceExpiry', ...data }, context);
  }
}
