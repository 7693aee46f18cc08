import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';
import type { DirectoryTarget } from '../../contracts/restore.events.ts';

/** Restores a snapshot to a directory that does not exist yet. Answers the id of the restore. */
export class RequestRestore extends Command<{ readonly id: string }> {
  constructor(
    readonly data: { readonly snapshotId: string; readonly target: DirectoryTarget },
    readonly context: CommandContext,
  ) {
    super();
  }
}
