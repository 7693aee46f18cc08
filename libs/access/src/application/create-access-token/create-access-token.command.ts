import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';
import type { AccessRole } from '../../contracts/access-roles.ts';

/** Makes a token for the API. Answers it in clear, this once. `expiresAt` is RFC 3339, UTC. */
export class CreateAccessToken extends Command<{ readonly id: string; readonly token: string }> {
  constructor(
    readonly data: { readonly name: string; readonly role: AccessRole; readonly expiresAt: string | null },
    readonly context: CommandContext,
  ) {
    super();
  }
}
