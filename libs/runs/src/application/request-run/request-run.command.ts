import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Starts a run of a plan. Throws RunAlreadyGoingError while one is going. Answers the id of the run. */
export class RequestRun extends Command<{ readonly id: string }> {
  constructor(
    readonly data: { readonly planId: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
