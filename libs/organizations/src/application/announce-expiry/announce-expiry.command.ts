import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';
import type { ExpiryNotice } from '../../contracts/organization.events.ts';

/** Says, once for each notice, that a credential expires soon. */
export class AnnounceExpiry extends Command<void> {
  constructor(
    readonly data: { readonly organizationId: string; readonly credentialId: string; readonly daysLeft: ExpiryNotice },
    readonly context: CommandContext,
  ) {
    super();
  }
}
