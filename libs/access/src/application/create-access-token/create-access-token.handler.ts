import { CLOCK, DeciderRepository, DomainError, ID_GENERATOR, type Clock, type IdGenerator } from '@holdfast/event-sourcing';
import { requestSecret } from '@holdfast/http';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { accessTokensStream } from '../../contracts/access.events.ts';
import { accessTokens } from '../../domain/access-tokens.decider.ts';
import { TokenDirectory } from '../token-directory.ts';
import { accessTokenOf, hashOf } from '../token-secret.ts';
import { CreateAccessToken } from './create-access-token.command.ts';

@CommandHandler(CreateAccessToken)
export class CreateAccessTokenHandler implements ICommandHandler<CreateAccessToken> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly directory: TokenDirectory,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  async execute({ data, context }: CreateAccessToken): Promise<{ id: string; token: string }> {
    const token = accessTokenOf(requestSecret());
    const facts = { tokenId: this.newId(), ...data, tokenHash: hashOf(token) };
    const command = { type: 'CreateAccessToken', now: this.clock(), token: facts } as const;
    const { events } = await this.repository.decide(accessTokens, accessTokensStream, command, context);
    const [created] = events;
    if (created?.type !== 'AccessTokenCreated' || created.data.tokenHash !== facts.tokenHash) throw new AccessTokenShownBeforeError();
    this.directory.learn(created.data);
    return { id: created.data.tokenId, token };
  }
}

/** The command was given before, when its secret was another one: nobody knows that any more. */
export class AccessTokenShownBeforeError extends DomainError {
  constructor() {
    const message = 'The token was created by an earlier request and cannot be shown again. Revoke it and create another one.';
    super('conflict', 'ACCESS_TOKEN_SHOWN_BEFORE', message);
  }
}
