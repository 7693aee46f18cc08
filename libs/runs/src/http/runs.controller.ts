import type { CommandContext } from '@holdfast/event-sourcing';
import { MayBeOmitted, Origin, PageRequest, type Page } from '@holdfast/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import { CancelRun } from '../application/cancel-run/cancel-run.command.ts';
import { GetRunOutlook } from '../application/forecast/get-run-outlook.query.ts';
import { GetRetention, GetRun, ListDecisions, ListRuns, ListTasks, type LeaseDecisionView } from '../application/queries/runs.query.ts';
import { RequestRun } from '../application/request-run/request-run.command.ts';
import { RetryRun } from '../application/retry-run/retry-run.command.ts';
import type { RunDetails } from '../contracts/forecast.views.ts';
import type { RetentionView, RunView, TaskView } from '../contracts/run.views.ts';

const statuses = ['queued', 'running', 'throttled', 'completed', 'incomplete', 'cancelled'];

/** `GET /runs`. */
export class ListRunsRequest extends PageRequest {
  @MayBeOmitted()
  @IsString()
  @MaxLength(100)
  planId?: string;

  @MayBeOmitted()
  @IsString()
  @MaxLength(100)
  organizationId?: string;

  @MayBeOmitted()
  @IsIn(statuses)
  status?: string;
}

/** `POST /plans/{id}/runs` and `POST /runs/{id}/retry`. A body is not needed. */
export class RequestRunRequest {
  @MayBeOmitted()
  @IsBoolean()
  ignoreWindow = false;
}

/** `POST /runs/{id}/cancel`. A body is not needed. */
export class CancelRunRequest {
  @MayBeOmitted()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

@Controller()
export class RunsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post('plans/:id/runs')
  @HttpCode(202)
  start(
    @Param('id') planId: string,
    @Body() { ignoreWindow }: RequestRunRequest,
    @Origin() origin: CommandContext,
  ): Promise<{ id: string }> {
    return this.commands.execute(new RequestRun({ planId, ignoreWindow }, origin));
  }

  @Get('plans/:id/retention')
  retention(@Param('id') planId: string, @Query() page: PageRequest): Promise<RetentionView> {
    return this.queries.execute(new GetRetention(planId, page));
  }

  @Get('runs')
  list(@Query() request: ListRunsRequest): Promise<Page<RunView>> {
    const { planId, organizationId, status } = request;
    return this.queries.execute(new ListRuns({ planId, organizationId, status }, request));
  }

  @Get('runs/:id')
  async get(@Param('id') id: string): Promise<RunDetails> {
    const run = await this.queries.execute(new GetRun(id));
    return { ...run, ...(await this.queries.execute(new GetRunOutlook(run))) };
  }

  @Post('runs/:id/cancel')
  @HttpCode(202)
  async cancel(@Param('id') id: string, @Body() { reason }: CancelRunRequest, @Origin() origin: CommandContext): Promise<{ id: string }> {
    await this.commands.execute(new CancelRun({ runId: id, reason: reason ?? null }, origin));
    return { id };
  }

  @Post('runs/:id/retry')
  @HttpCode(202)
  retry(
    @Param('id') runId: string,
    @Body() { ignoreWindow }: RequestRunRequest,
    @Origin() origin: CommandContext,
  ): Promise<{ id: string }> {
    return this.commands.execute(new RetryRun({ runId, ignoreWindow }, origin));
  }

  @Get('runs/:id/tasks')
  tasks(@Param('id') id: string, @Query() page: PageRequest): Promise<Page<TaskView>> {
    return this.queries.execute(new ListTasks(id, page));
  }

  @Get('runs/:id/decisions')
  decisions(@Param('id') id: string, @Query() page: PageRequest): Promise<Page<LeaseDecisionView>> {
    return this.queries.execute(new ListDecisions(id, page));
  }
}
