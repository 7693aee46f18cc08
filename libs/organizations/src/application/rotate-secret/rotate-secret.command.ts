import type { CredentialSecret } from '@holdfast/bitbucket';
import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/**
 * Replaces the secret of a credential, the primary one included, by another one of the same account, after trying it. From then on every
 * request goes with the new one, in running runs too; the old one is gone.
 */
export class RotateSecret extends Command<void> {
  constructor(
    readonly data: {
      readonly organizationId: string;
      readonly credentialId: string;
      readonly secret: CredentialSecret;
      readonly expiresAt: string | null;
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}
