import type { CommandContext } from '@holdfast/event-sourcing';
import { Origin, PageRequest, type Page } from '@holdfast/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GetRestore, GetSnapshot, ListRepositories, ListSnapshots } from '../application/queries/runs.query.ts';
import { RequestRestore } from '../application/request-restore/request-restore.command.ts';
import type { RepositoryView, RestoreView, SnapshotDetails, SnapshotView } from '../contracts/run.views.ts';
import { RequestRestoreRequest } from './request-restore.request.ts';

@Controller()
export class SnapshotsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('organizations/:id/repositories')
  repositories(@Param('id') organizationId: string, @Query() page: PageRequest): Promise<Page<RepositoryView>> {
    return this.queries.execute(new ListRepositories(organizationId, page));
  }

  @Get('repositories/:id/snapshots')
  snapshots(@Param('id') repositoryId: string, @Query() page: PageRequest): Promise<Page<SnapshotView>> {
    return this.queries.execute(new ListSnapshots(repositoryId, page));
  }

  @Get('snapshots/:id')
  snapshot(@Param('id') id: string): Promise<SnapshotDetails> {
    return this.queries.execute(new GetSnapshot(id));
  }

  @Post('restores')
  @HttpCode(202)
  restore(@Body() { snapshotId, target }: RequestRestoreRequest, @Origin() origin: CommandContext): Promise<{ id: string }> {
    const { kind, path } = target;
    return this.commands.execute(new RequestRestore({ snapshotId, target: { kind, path } }, origin));
  }

  @Get('restores/:id')
  getRestore(@Param('id') id: string): Promise<RestoreView> {
    return this.queries.execute(new GetRestore(id));
  }
}
