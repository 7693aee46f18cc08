import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';

/** Lets runs of a plan use an additional credential of its organization, as long as the plan's switch is on. */
export class EnablePlanCredential extends Command<void> {
  constructor(
    readonly data: { readonly planId: string; readonly credentialId: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}
