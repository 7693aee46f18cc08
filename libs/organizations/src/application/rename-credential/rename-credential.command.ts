import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Gives a credential another label, the primary one included. */
export class RenameCredential extends Command<void> {
  constructor(
    readonly data: { readonly organizationId: string; readonly credentialId: string; readonly label: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
