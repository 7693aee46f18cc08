import { DeciderRepository } from '@holdfast/event-sourcing';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { accessTokensStream } from '../../contracts/access.events.ts';
import { accessTokens } from '../../domain/access-tokens.decider.ts';
import { ADMINISTRATOR_TOKEN, type AdministratorToken } from '../administrator-token.ts';
import { TokenDirectory } from '../token-directory.ts';
import { RevokeAccessToken } from './revoke-access-token.command.ts';

@CommandHandler(RevokeAccessToken)
export class RevokeAccessTokenHandler implements ICommandHandler<RevokeAccessToken> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly directory: TokenDirectory,
    @Inject(ADMINISTRATOR_TOKEN) private readonly administrator: AdministratorToken,
  ) {}

  async execute({ data: { tokenId }, context }: RevokeAccessToken): Promise<void> {
    const command = { type: 'RevokeAccessToken', tokenId, firstIsOfSettings: this.administrator.isOfSettings } as const;
    await this.repository.decide(accessTokens, accessTokensStream, command, context);
    this.directory.forget(tokenId);
  }
}
