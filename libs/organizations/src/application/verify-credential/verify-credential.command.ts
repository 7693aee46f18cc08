import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/**
 * Tries a stored credential again and records what the provider says to it now. One that is `scheduled` is recorded also when it fails as
 * before, so that it is known when it was last tried. A command that was recorded before asks nobody.
 */
export class VerifyCredential extends Command<void> {
  constructor(
    readonly data: { readonly organizationId: string; readonly credentialId: string; readonly scheduled?: boolean },
    readonly context: CommandContext,
  ) {
    super();
  }
}
