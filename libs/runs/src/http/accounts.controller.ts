import type { CommandContext } from '@holdfast/event-sourcing';
import { Origin, PageRequest, type Page } from '@holdfast/http';
import { Body, Controller, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ListAccounts } from '../application/queries/runs.query.ts';
import { SetAccountLimits } from '../application/set-account-limits/set-account-limits.command.ts';
import type { AccountView } from '../contracts/run.views.ts';
import { limitsIn, SetAccountLimitsRequest } from './set-account-limits.request.ts';

@Controller('accounts')
export class AccountsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  list(@Query() page: PageRequest): Promise<Page<AccountView>> {
    return this.queries.execute(new ListAccounts(page));
  }

  @Put(':id/limits')
  @HttpCode(204)
  async setLimits(
    @Param('id') accountId: string,
    @Body() request: SetAccountLimitsRequest,
    @Origin() origin: CommandContext,
  ): Promise<void> {
    const data = { accountId, limits: limitsIn(request), seats: request.seats ?? null };
    await this.commands.execute(new SetAccountLimits(data, origin));
  }
}
