import type { CommandContext, Replay } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Tries again what a saga could not do, and tells the outcome. */
export class ReplayParked extends Command<void> {
  constructor(
    readonly data: Replay,
    readonly context: CommandContext,
  ) {
    super();
  }
}
