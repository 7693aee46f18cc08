import type { Page } from '@holdfast/http';
import { Query } from '@nestjs/cqrs';
import type { AccessTokenView } from '../../contracts/access.views.ts';

export class ListAccessTokens extends Query<Page<AccessTokenView>> {
  constructor(readonly page: { readonly limit: number; readonly cursor?: string }) {
    super();
  }
}

/** Throws AccessTokenNotFoundError. */
export class GetAccessToken extends Query<AccessTokenView> {
  constructor(readonly tokenId: string) {
    super();
  }
}
