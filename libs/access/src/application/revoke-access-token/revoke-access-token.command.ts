import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Ends a token for ever. May be repeated. */
export class RevokeAccessToken extends Command<void> {
  constructor(
    readonly data: { readonly tokenId: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
