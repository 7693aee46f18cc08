import type { CommandContext } from '@holdfast/event-sourcing';
import type { Bucket } from '@holdfast/quota';
import { Command } from '@nestjs/cqrs';

/** Counts what the trial of a credential sent; no lease paid for it. */
export class RecordTrialRequests extends Command<void> {
  constructor(
    readonly data: {
      readonly accountId: string;
      readonly bucket: Bucket;
      readonly requests: number;
      /** RFC 3339: by then all were answered. */
      readonly at: string;
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}
