import type { CommandContext } from '@holdfast/event-sourcing';
import { Origin, RevisionOf } from '@holdfast/http';
import { Body, Controller, Delete, HttpCode, Param, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DisablePlanCredential } from '../application/disable-plan-credential/disable-plan-credential.command.ts';
import { EnablePlanCredential } from '../application/enable-plan-credential/enable-plan-credential.command.ts';
import { SwitchAdditionalCredentials } from '../application/switch-additional-credentials/switch-additional-credentials.command.ts';
import { planStream } from '../contracts/plan.events.ts';
import { SwitchAdditionalCredentialsRequest } from './switch-additional-credentials.request.ts';

@Controller('plans/:id/additional-credentials')
@RevisionOf(planStream)
export class PlanCredentialsController {
  constructor(private readonly commands: CommandBus) {}

  @Put()
  @HttpCode(204)
  async switch(
    @Param('id') planId: string,
    @Body() { enabled }: SwitchAdditionalCredentialsRequest,
    @Origin() origin: CommandContext,
  ): Promise<void> {
    await this.commands.execute(new SwitchAdditionalCredentials({ planId, on: enabled }, origin));
  }

  @Put(':credentialId')
  @HttpCode(204)
  async enable(@Param('id') planId: string, @Param('credentialId') credentialId: string, @Origin() origin: CommandContext): Promise<void> {
    await this.commands.execute(new EnablePlanCredential({ planId, credentialId }, origin));
  }

  @Delete(':credentialId')
  @HttpCode(204)
  async disable(@Param('id') planId: string, @Param('credentialId') credentialId: string, @Origin() origin: CommandContext): Promise<void> {
    await this.commands.execute(new DisablePlanCredential({ planId, credentialId, reason: 'disabled by a person' }, origin));
  }
}
