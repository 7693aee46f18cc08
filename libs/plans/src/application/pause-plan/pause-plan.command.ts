import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Lets a plan start no run by itself until it is resumed. One that is going on goes on, and a person may start one. */
export class PausePlan extends Command<void> {
  constructor(
    readonly data: { readonly planId: string; readonly reason: string | null },
    readonly context: CommandContext,
  ) {
    super();
  }
}
