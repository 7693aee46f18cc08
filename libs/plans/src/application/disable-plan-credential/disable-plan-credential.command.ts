import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Takes an additional credential out of a plan. Running tasks go on with the others. */
export class DisablePlanCredential extends Command<void> {
  constructor(
    readonly data: { readonly planId: string; readonly credentialId: string; readonly reason: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
