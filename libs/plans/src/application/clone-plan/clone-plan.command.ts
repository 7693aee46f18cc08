import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Makes a plan like another one, its credentials and switches included, under a name of its own. It is not paused. Answers its id. */
export class ClonePlan extends Command<{ readonly id: string }> {
  constructor(
    readonly data: { readonly planId: string; readonly name: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
