import { ReadModels } from '@holdfast/event-sourcing';
import { afterKey, pageOf, type Page } from '@holdfast/http';
import { balanceOf, buckets, ledgerOf, rulesOf, usableRequests, type AccountState, type Bucket } from '@holdfast/quota';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { AccountView } from '../../contracts/run.views.ts';
import { AccountLedgers } from '../leases/account-ledgers.ts';
import { ListAccounts } from './runs.query.ts';

interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly credentials: string;
}

@QueryHandler(ListAccounts)
export class ListAccountsHandler implements IQueryHandler<ListAccounts> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly ledgers: AccountLedgers,
  ) {}

  async execute({ page }: ListAccounts): Promise<Page<AccountView>> {
    const sql = `
      SELECT accountId AS id, min(accountName) AS name, min(kind) AS kind,
        json_group_array(json_object('id', credentialId, 'label', label, 'organizationId', organizationId)) AS credentials
      FROM account_credential WHERE accountId > ? GROUP BY accountId ORDER BY accountId LIMIT ?`;
    const rows = this.readModels.database.all<AccountRow>(sql, afterKey(page, ''), page.limit + 1);
    const { items, nextCursor } = pageOf(
      rows,
      page.limit,
      ({ id }) => id,
      (row) => this.view(row),
    );
    return { items: await Promise.all(items), nextCursor };
  }

  private async view({ id, name, kind, credentials }: AccountRow): Promise<AccountView> {
    const state = await this.ledgers.state(id);
    return {
      ...{ id, name, kind: kind === 'access_token' ? 'access_token' : 'user' },
      credentials: JSON.parse(credentials) as AccountView['credentials'],
      buckets: buckets.map((bucket) => this.bucketView(state, bucket)),
    };
  }

  private bucketView(state: AccountState, bucket: Bucket): AccountView['buckets'][number] {
    const rules = rulesOf(state, bucket, this.ledgers.rules);
    const { spent, leased, foreign, available, limitedUntil } = balanceOf(ledgerOf(state, bucket), rules, this.ledgers.now());
    const { limit, limitFrom, windowSeconds } = rules;
    const reserve = limit - usableRequests(rules);
    const until = limitedUntil === null ? null : new Date(limitedUntil).toISOString();
    return { bucket, limit, limitFrom, windowSeconds, spent, leased, reserve, foreign, available, limitedUntil: until };
  }
}
