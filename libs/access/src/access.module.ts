import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CreateAccessTokenHandler } from './application/create-access-token/create-access-token.handler.ts';
import { GetAccessTokenHandler, ListAccessTokensHandler, ShownAccessTokens } from './application/queries/access-tokens.handlers.ts';
import { RefusalLog } from './application/refusal-log.ts';
import { RevokeAccessTokenHandler } from './application/revoke-access-token/revoke-access-token.handler.ts';
import { TokenDirectory } from './application/token-directory.ts';
import { TokenUses } from './application/token-uses.ts';
import { AccessTokensController } from './http/access-tokens.controller.ts';
import { SenderController } from './http/sender.controller.ts';

/** Who may send requests, and the record of who did: for what looks at every request. */
@Module({ providers: [TokenDirectory, TokenUses, RefusalLog], exports: [TokenDirectory, TokenUses, RefusalLog] })
export class AccessModule {}

/** Tokens over HTTP. */
@Module({
  imports: [CqrsModule, AccessModule],
  providers: [CreateAccessTokenHandler, RevokeAccessTokenHandler, ShownAccessTokens, ListAccessTokensHandler, GetAccessTokenHandler],
  controllers: [AccessTokensController, SenderController],
})
export class AccessHttpModule {}
