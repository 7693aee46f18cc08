import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/**
 * Ends a run before its time. What it has stored stays; workers abort what they have in hand of it. Does nothing when it was cancelled before.
 * Throws RunNotFoundError; RunHasEndedError when it has ended otherwise.
 */
export class CancelRun extends Command<void> {
  constructor(
    readonly data: { readonly runId: string; readonly reason: string | null },
    readonly context: CommandContext,
  ) {
    super();
  }
}
