import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Asks for another try of what a saga could not do. An orchestrator does it. */
export class RequestReplay extends Command<void> {
  constructor(
    readonly data: { readonly id: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Decides that what a saga could not do is not to be done any more. */
export class DiscardParked extends Command<void> {
  constructor(
    readonly data: { readonly id: string; readonly reason: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
