import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Lets a paused plan start runs by itself again. Those that it missed meanwhile are not made up for. */
export class ResumePlan extends Command<void> {
  constructor(
    readonly data: { readonly planId: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
