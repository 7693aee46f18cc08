import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Removes an additional credential and destroys its secret. No run starts a request with it any more. May be repeated. */
export class RemoveAdditionalCredential extends Command<void> {
  constructor(
    readonly data: { readonly organizationId: string; readonly credentialId: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
