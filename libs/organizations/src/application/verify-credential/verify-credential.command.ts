import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Tries a stored credential again and records what the provider says to it now. */
export class VerifyCredential extends Command<void> {
  constructor(
    readonly data: { readonly organizationId: string; readonly credentialId: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
