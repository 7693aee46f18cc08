import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';
import type { MissingFromRun } from '../../contracts/run.events.ts';

/** Ends a run whose tasks have all ended: completed, or incomplete when anything is missing. */
export class EndRun extends Command<void> {
  constructor(
    readonly data: {
      readonly runId: string;
      readonly captured: number;
      readonly unchanged: number;
      readonly failed: number;
      readonly missing: readonly MissingFromRun[];
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}
