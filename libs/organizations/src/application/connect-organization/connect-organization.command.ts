import type { CredentialSecret } from '@holdfast/bitbucket';
import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Connects a workspace of the provider with its primary credential, which is tried first. Answers the id of the organization. */
export class ConnectOrganization extends Command<{ readonly id: string }> {
  constructor(
    readonly data: {
      readonly name: string;
      readonly workspace: string;
      readonly secret: CredentialSecret;
      readonly expiresAt: string | null;
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}
