import type { CommandContext } from '@holdfast/event-sourcing';
import { Origin, type Page } from '@holdfast/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GetParked, ListParked } from './parked.queries.ts';
import { DiscardParkedRequest, ListParkedRequest } from './parked.requests.ts';
import type { ParkedItem } from './parked.view.ts';
import { DiscardParked, RequestReplay } from './settle-parked.commands.ts';

/** What sagas could not do, for administrators. */
@Controller('parked')
export class ParkedController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  list(@Query() request: ListParkedRequest): Promise<Page<ParkedItem>> {
    const { saga, status } = request;
    return this.queries.execute(new ListParked({ saga, status }, request));
  }

  @Get(':id')
  get(@Param('id') id: string): Promise<ParkedItem> {
    return this.queries.execute(new GetParked(id));
  }

  /** Answers when the wish is stored; `GET` shows the outcome. */
  @Post(':id/replay')
  @HttpCode(202)
  async replay(@Param('id') id: string, @Origin() origin: CommandContext): Promise<{ id: string }> {
    await this.commands.execute(new RequestReplay({ id }, origin));
    return { id };
  }

  @Post(':id/discard')
  @HttpCode(200)
  async discard(
    @Param('id') id: string,
    @Body() { reason }: DiscardParkedRequest,
    @Origin() origin: CommandContext,
  ): Promise<{ id: string }> {
    await this.commands.execute(new DiscardParked({ id, reason }, origin));
    return { id };
  }
}
