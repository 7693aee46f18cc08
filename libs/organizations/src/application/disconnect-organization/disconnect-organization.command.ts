import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/**
 * Disconnects a workspace and destroys the secrets of all its credentials; its backups stay. Refused while a plan uses the organization, and
 * unless `confirm` is its name. May be repeated.
 */
export class DisconnectOrganization extends Command<void> {
  constructor(
    readonly data: { readonly organizationId: string; readonly confirm: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
