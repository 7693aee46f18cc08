import type { CommandContext } from '@holdfast/event-sourcing';
import type { Bucket, SetLimit } from '@holdfast/quota';
import { Command } from '@nestjs/cqrs';

/** Says how much of an account may be used. A bucket that is not named follows the provider's headers and the settings again. */
export class SetAccountLimits extends Command<void> {
  constructor(
    readonly data: {
      readonly accountId: string;
      readonly limits: Readonly<Partial<Record<Bucket, SetLimit>>>;
      /** Paid seats of the workspace, from which the limit of `api` follows; null when it does not. */
      readonly seats: number | null;
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}
