import type { CommandContext } from '@holdfast/event-sourcing';
import type { Bucket } from '@holdfast/quota';
import { Command } from '@nestjs/cqrs';
import type { SwitchReason } from '../../contracts/task.events.ts';

/**
 * Ends the lease of an account that can do no more, and gives the task whose request was refused, and with it its whole run, one of another
 * account; throttles the run when there is none.
 */
export class MoveTaskToAnotherAccount extends Command<void> {
  constructor(
    readonly data: {
      readonly taskId: string;
      readonly bucket: Bucket;
      readonly accountId: string;
      readonly credentialId: string;
      readonly leaseId: string;
      readonly reason: SwitchReason;
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}
