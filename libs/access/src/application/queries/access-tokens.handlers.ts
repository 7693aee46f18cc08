import { CLOCK, ReadModels, type Clock } from '@holdfast/event-sourcing';
import { afterKey, pageOf, type Page } from '@holdfast/http';
import { Inject, Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { AccessTokenView } from '../../contracts/access.views.ts';
import { AccessTokenNotFoundError } from '../../domain/access.errors.ts';
import { FIRST_TOKEN } from '../../domain/first-token.ts';
import { ADMINISTRATOR_TOKEN, type AdministratorToken } from '../administrator-token.ts';
import { GetAccessToken, ListAccessTokens } from './access-tokens.query.ts';

interface AccessTokenRow extends Omit<AccessTokenView, 'status'> {
  readonly isRevoked: number;
}

const COLUMNS = 'id, name, role, createdAt, createdBy, expiresAt, lastUsedAt, isRevoked';

/** The tokens that are shown: a token of the settings is stored nowhere, and hides the one whose place it takes. */
@Injectable()
export class ShownAccessTokens {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ADMINISTRATOR_TOKEN) private readonly administrator: AdministratorToken,
  ) {}

  rows(where: string, ...values: readonly (string | number)[]): readonly AccessTokenRow[] {
    const hidden = this.administrator.isOfSettings ? FIRST_TOKEN.id : '';
    const sql = `SELECT ${COLUMNS} FROM access_token WHERE id <> ? AND ${where}`;
    return this.readModels.database.all<AccessTokenRow>(sql, hidden, ...values);
  }

  view({ isRevoked, ...row }: AccessTokenRow): AccessTokenView {
    const isExpired = row.expiresAt !== null && new Date(row.expiresAt) <= this.clock();
    const unrevoked = isExpired ? 'expired' : 'active';
    return { ...row, status: isRevoked === 1 ? 'revoked' : unrevoked };
  }
}

@QueryHandler(ListAccessTokens)
export class ListAccessTokensHandler implements IQueryHandler<ListAccessTokens> {
  constructor(private readonly tokens: ShownAccessTokens) {}

  async execute({ page }: ListAccessTokens): Promise<Page<AccessTokenView>> {
    const rows = this.tokens.rows('id > ? ORDER BY id LIMIT ?', afterKey(page, ''), page.limit + 1);
    return Promise.resolve(
      pageOf(
        rows,
        page.limit,
        ({ id }) => id,
        (row) => this.tokens.view(row),
      ),
    );
  }
}

@QueryHandler(GetAccessToken)
export class GetAccessTokenHandler implements IQueryHandler<GetAccessToken> {
  constructor(private readonly tokens: ShownAccessTokens) {}

  async execute({ tokenId }: GetAccessToken): Promise<AccessTokenView> {
    const [row] = this.tokens.rows('id = ?', tokenId);
    if (!row) throw new AccessTokenNotFoundError(tokenId);
    return Promise.resolve(this.tokens.view(row));
  }
}
