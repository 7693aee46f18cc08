import type { CommandContext } from '@holdfast/event-sourcing';
import { AnswersSecret, Origin, PageRequest, type Page } from '@holdfast/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { CreateAccessToken } from '../application/create-access-token/create-access-token.command.ts';
import { GetAccessToken, ListAccessTokens } from '../application/queries/access-tokens.query.ts';
import { RevokeAccessToken } from '../application/revoke-access-token/revoke-access-token.command.ts';
import type { AccessTokenView } from '../contracts/access.views.ts';
import { CreateAccessTokenRequest } from './create-access-token.request.ts';

@Controller('tokens')
export class AccessTokensController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /** The token is in this answer and nowhere else. It works as soon as it is answered. */
  @Post()
  @AnswersSecret()
  create(
    @Body() { name, role, expiresAt }: CreateAccessTokenRequest,
    @Origin() origin: CommandContext,
  ): Promise<{ id: string; token: string }> {
    const expiry = expiresAt === null ? null : new Date(expiresAt).toISOString();
    return this.commands.execute(new CreateAccessToken({ name, role, expiresAt: expiry }, origin));
  }

  @Get()
  list(@Query() page: PageRequest): Promise<Page<AccessTokenView>> {
    return this.queries.execute(new ListAccessTokens(page));
  }

  @Get(':id')
  get(@Param('id') id: string): Promise<AccessTokenView> {
    return this.queries.execute(new GetAccessToken(id));
  }

  @Delete(':id')
  @HttpCode(204)
  async revoke(@Param('id') tokenId: string, @Origin() origin: CommandContext): Promise<void> {
    await this.commands.execute(new RevokeAccessToken({ tokenId }, origin));
  }
}
