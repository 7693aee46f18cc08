import type { CommandContext } from '@holdfast/event-sourcing';
import { Origin, PageRequest, RevisionOf, type Page } from '@holdfast/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { CreatePlan } from '../application/create-plan/create-plan.command.ts';
import { DisablePlanCredential } from '../application/disable-plan-credential/disable-plan-credential.command.ts';
import { EnablePlanCredential } from '../application/enable-plan-credential/enable-plan-credential.command.ts';
import { GetPlan, ListPlans } from '../application/queries/plans.query.ts';
import { SwitchAdditionalCredentials } from '../application/switch-additional-credentials/switch-additional-credentials.command.ts';
import { planStream } from '../contracts/plan.events.ts';
import type { PlanView } from '../contracts/plan.views.ts';
import { CreatePlanRequest, planDefinitionOf } from './create-plan.request.ts';
import { SwitchAdditionalCredentialsRequest } from './switch-additional-credentials.request.ts';

@Controller('plans')
@RevisionOf(planStream)
export class PlansController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  create(@Body() body: CreatePlanRequest, @Origin() origin: CommandContext): Promise<{ id: string }> {
    const { enabled, credentialIds } = body.additionalCredentials;
    const additionalCredentials = { enabled, credentialIds };
    return this.commands.execute(new CreatePlan({ ...planDefinitionOf(body), additionalCredentials }, origin));
  }

  @Get()
  list(@Query() page: PageRequest): Promise<Page<PlanView>> {
    return this.queries.execute(new ListPlans(page));
  }

  @Get(':id')
  get(@Param('id') id: string): Promise<PlanView> {
    return this.queries.execute(new GetPlan(id));
  }

  @Put(':id/additional-credentials')
  @HttpCode(204)
  async switchAdditionalCredentials(
    @Param('id') planId: string,
    @Body() { enabled }: SwitchAdditionalCredentialsRequest,
    @Origin() origin: CommandContext,
  ): Promise<void> {
    await this.commands.execute(new SwitchAdditionalCredentials({ planId, on: enabled }, origin));
  }

  @Put(':id/additional-credentials/:credentialId')
  @HttpCode(204)
  async enableCredential(
    @Param('id') planId: string,
    @Param('credentialId') credentialId: string,
    @Origin() origin: CommandContext,
  ): Promise<void> {
    await this.commands.execute(new EnablePlanCredential({ planId, credentialId }, origin));
  }

  @Delete(':id/additional-credentials/:credentialId')
  @HttpCode(204)
  async disableCredential(
    @Param('id') planId: string,
    @Param('credentialId') credentialId: string,
    @Origin() origin: CommandContext,
  ): Promise<void> {
    await this.commands.execute(new DisablePlanCredential({ planId, credentialId, reason: 'disabled by a person' }, origin));
  }
}
