import { lastOwnWrite, ReadModels, type CommandContext } from '@holdfast/event-sourcing';
import { ConfirmedRequest, Origin, PageRequest, RevisionOf, type Page } from '@holdfast/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ClonePlan } from '../application/clone-plan/clone-plan.command.ts';
import { CreatePlan } from '../application/create-plan/create-plan.command.ts';
import { DeletePlan } from '../application/delete-plan/delete-plan.command.ts';
import { EditPlan } from '../application/edit-plan/edit-plan.command.ts';
import { PausePlan } from '../application/pause-plan/pause-plan.command.ts';
import { GetPlan, GetPlanWarnings, ListPlans } from '../application/queries/plans.query.ts';
import { ResumePlan } from '../application/resume-plan/resume-plan.command.ts';
import { planStream } from '../contracts/plan.events.ts';
import type { PlanView, PlanWarning } from '../contracts/plan.views.ts';
import { ClonePlanRequest } from './clone-plan.request.ts';
import { CreatePlanRequest, planDefinitionOf } from './create-plan.request.ts';
import { EditPlanRequest, planChangesOf } from './edit-plan.request.ts';
import { PausePlanRequest } from './pause-plan.request.ts';

@Controller('plans')
@RevisionOf(planStream)
export class PlansController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly readModels: ReadModels,
  ) {}

  /** What was probably not meant is pointed out at once. */
  @Post()
  async create(
    @Body() body: CreatePlanRequest,
    @Origin() origin: CommandContext,
  ): Promise<{ id: string; warnings: readonly PlanWarning[] }> {
    const { enabled, credentialIds } = body.additionalCredentials;
    const definition = planDefinitionOf(body);
    const { id } = await this.commands.execute(
      new CreatePlan({ ...definition, additionalCredentials: { enabled, credentialIds } }, origin),
    );
    return { id, warnings: await this.queries.execute(new GetPlanWarnings(definition)) };
  }

  @Get()
  list(@Query() page: PageRequest): Promise<Page<PlanView>> {
    return this.queries.execute(new ListPlans(page));
  }

  @Get(':id')
  get(@Param('id') id: string): Promise<PlanView> {
    return this.queries.execute(new GetPlan(id));
  }

  @Patch(':id')
  async edit(@Param('id') planId: string, @Body() body: EditPlanRequest, @Origin() origin: CommandContext): Promise<PlanView> {
    await this.commands.execute(new EditPlan({ planId, changes: planChangesOf(body) }, origin));
    await this.readModels.waitFor(lastOwnWrite());
    return this.queries.execute(new GetPlan(planId));
  }

  @Delete(':id')
  @HttpCode(204)
  async delete(@Param('id') planId: string, @Body() { confirm }: ConfirmedRequest, @Origin() origin: CommandContext): Promise<void> {
    await this.commands.execute(new DeletePlan({ planId, confirm }, origin));
  }

  @Post(':id/clone')
  clone(@Param('id') planId: string, @Body() { name }: ClonePlanRequest, @Origin() origin: CommandContext): Promise<{ id: string }> {
    return this.commands.execute(new ClonePlan({ planId, name }, origin));
  }

  @Post(':id/pause')
  @HttpCode(204)
  async pause(@Param('id') planId: string, @Body() { reason }: PausePlanRequest, @Origin() origin: CommandContext): Promise<void> {
    await this.commands.execute(new PausePlan({ planId, reason: reason ?? null }, origin));
  }

  @Post(':id/resume')
  @HttpCode(204)
  async resume(@Param('id') planId: string, @Origin() origin: CommandContext): Promise<void> {
    await this.commands.execute(new ResumePlan({ planId }, origin));
  }
}
