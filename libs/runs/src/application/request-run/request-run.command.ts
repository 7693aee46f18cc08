import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Starts a run of a plan, which keeps to the plan's window unless told otherwise. Throws RunAlreadyGoingError while one is going. Answers the id of the run. */
export class RequestRun extends Command<{ readonly id: string }> {
  constructor(
    readonly data: { readonly planId: string; readonly ignoreWindow?: boolean },
    readonly context: CommandContext,
  ) {
    super();
  }
}
