import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';
import type { RunOrder } from '../../contracts/run.events.ts';

/** Starts a run that was requested. Does nothing when it has been started. */
export class StartRun extends Command<void> {
  constructor(
    readonly data: { readonly runId: string; readonly planId: string; readonly order: RunOrder },
    readonly context: CommandContext,
  ) {
    super();
  }
}
