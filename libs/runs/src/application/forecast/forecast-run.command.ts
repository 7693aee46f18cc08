import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Notes what a run that was planned is expected to cost and to take. Does nothing when the run is over. */
export class ForecastRun extends Command<void> {
  constructor(
    readonly data: { readonly runId: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
