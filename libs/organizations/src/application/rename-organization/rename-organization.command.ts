import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

export class RenameOrganization extends Command<void> {
  constructor(
    readonly data: { readonly organizationId: string; readonly name: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
