import type { CredentialSecret } from '@holdfast/bitbucket';
import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Adds another account of the workspace to an organization, after trying it. No plan uses it until it is enabled there. */
export class AddAdditionalCredential extends Command<{ readonly id: string }> {
  constructor(
    readonly data: {
      readonly organizationId: string;
      readonly label: string;
      readonly secret: CredentialSecret;
      readonly expiresAt: string | null;
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}
