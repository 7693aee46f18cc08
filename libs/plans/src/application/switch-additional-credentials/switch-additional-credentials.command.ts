import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** The switch of a plan: with it off, runs use the primary credential alone. */
export class SwitchAdditionalCredentials extends Command<void> {
  constructor(
    readonly data: { readonly planId: string; readonly on: boolean },
    readonly context: CommandContext,
  ) {
    super();
  }
}
