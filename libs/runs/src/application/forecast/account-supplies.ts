import { balanceOf, buckets, ledgerOf, rulesOf, type AccountState, type Bucket } from '@holdfast/quota';
import { freshSupply, supplyOf, type AccountSupply } from '@holdfast/quota';
import { Injectable } from '@nestjs/common';
import { AccountLedgers } from '../leases/account-ledgers.ts';
import { CredentialPool } from '../leases/credential-pool.ts';

/** An account, at hand or only supposed, and what it may send. */
export interface SuppliedAccount {
  readonly accountId: string | null;
  readonly label: string;
  readonly supply: AccountSupply;
}

export interface Supplies {
  /** Those that a run of the plan may use now, the primary first; none when no credential works. */
  readonly accounts: readonly SuppliedAccount[];
  /** What a further account has that nobody uses yet. */
  readonly fresh: AccountSupply;
}

/** What the accounts of a plan may send, as their ledgers stand. */
@Injectable()
export class AccountSupplies {
  constructor(
    private readonly pool: CredentialPool,
    private readonly ledgers: AccountLedgers,
  ) {}

  async of(planId: string, organizationId: string): Promise<Supplies> {
    const usable = await this.pool.of(planId, organizationId, { bucket: 'api', repository: null });
    const accounts = usable.map(async ({ account: { accountId, label } }) => ({
      accountId,
      label,
      supply: await this.supplyOf(accountId),
    }));
    return { accounts: await Promise.all(accounts), fresh: byBucket((bucket) => freshSupply(this.ledgers.rules[bucket])) };
  }

  private async supplyOf(accountId: string): Promise<AccountSupply> {
    const state = await this.ledgers.state(accountId);
    return byBucket((bucket) => this.bucketOf(state, bucket));
  }

  /** Whoever holds a lease sends it or gives it back: it is not lost. */
  private bucketOf(state: AccountState, bucket: Bucket) {
    const rules = rulesOf(state, bucket, this.ledgers.rules);
    const now = this.ledgers.now();
    const ledger = ledgerOf(state, bucket);
    const settled = { ...ledger, leases: ledger.leases.filter(({ expiresAt }) => expiresAt <= now) };
    return supplyOf(rules, now, (at) => balanceOf(settled, rules, at).available);
  }
}

function byBucket(supply: (bucket: Bucket) => AccountSupply[Bucket]): AccountSupply {
  return Object.fromEntries(buckets.map((bucket) => [bucket, supply(bucket)])) as unknown as AccountSupply;
}
