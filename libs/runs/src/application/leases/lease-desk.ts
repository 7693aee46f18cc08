import { furtherContext, ID_GENERATOR, type CommandContext, type IdGenerator } from '@holdfast/event-sourcing';
import {
  availableFrom,
  balanceOf,
  chooseAccount,
  firstLeaseEnd,
  ledgerOf,
  type Bucket,
  type Candidate,
  type ChoiceRecord,
} from '@holdfast/quota';
import { Inject, Injectable } from '@nestjs/common';
import type { AccountInUse } from '../../contracts/task.events.ts';
import { AccountLedgers } from './account-ledgers.ts';
import { CredentialPool } from './credential-pool.ts';
import { RunWindows } from './run-windows.ts';

/** Requests of one account and bucket, to be sent by one task until a time (milliseconds since 1970). */
export interface Lease {
  readonly leaseId: string;
  readonly bucket: Bucket;
  readonly account: AccountInUse;
  readonly requests: number;
  readonly expiresAt: number;
}

export interface LeaseRequest {
  readonly organizationId: string;
  readonly planId: string;
  readonly runId: string;
  /** The task, or the run itself while it is planned. */
  readonly taskId: string;
  readonly bucket: Bucket;
  /** Who may pay: all accounts of the plan, or, for a listing, the primary alone. */
  readonly payers: 'all' | 'primary';
  /** The account the task works with, if it has one: it stays there while it can. */
  readonly currentAccountId: string | null;
  /** The account that has just refused a request of the task, if any: it gets no lease, whatever it seems to have left. */
  readonly refusedAccountId: string | null;
  /** Credentials that this task has seen refused. */
  readonly avoidCredentials: readonly string[];
}

export type LeaseAnswer =
  | { readonly kind: 'granted'; readonly lease: Lease; readonly candidates: readonly AccountInUse[] }
  /** Everything is leased to others, who give back what they do not need: ask again after a settlement, at the latest at `until`. */
  | { readonly kind: 'busy'; readonly until: number }
  /** All accounts are spent; one has requests again at `resumesAt` (milliseconds since 1970). */
  | {
      readonly kind: 'throttled';
      readonly resumesAt: number;
      readonly accounts: readonly { readonly accountId: string; readonly bucket: string; readonly until: string }[];
    }
  /** No credential works at all. */
  | { readonly kind: 'no-credential' };

interface AskedAccount extends Candidate {
  readonly account: AccountInUse;
  readonly from: number;
  readonly firstLeaseEnd: number | null;
}

/** Where tasks get their leases: chooses among the accounts of the plan and asks the chosen one. */
@Injectable()
export class LeaseDesk {
  constructor(
    private readonly pool: CredentialPool,
    private readonly ledgers: AccountLedgers,
    private readonly windows: RunWindows,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  /** A lease ends with the window of the run's plan; while that is closed, this pauses the run and throws WindowClosedError. */
  async acquire(request: LeaseRequest, context: CommandContext): Promise<LeaseAnswer> {
    const { planId, organizationId, payers, avoidCredentials, bucket, refusedAccountId, currentAccountId } = request;
    const openUntil = await this.windows.openUntil(request.runId, context);
    const usable = await this.pool[payers === 'all' ? 'of' : 'primaryOf'](planId, organizationId, avoidCredentials);
    if (usable.length === 0) return { kind: 'no-credential' };
    const asked = await Promise.all(usable.map((account) => this.ask(account, bucket)));
    const eligible = asked.filter(({ accountId }) => accountId !== refusedAccountId);
    const { order, record } = chooseAccount(eligible.map(toCandidate), currentAccountId);
    for (const { accountId } of order) {
      const chosen = asked.find((candidate) => candidate.accountId === accountId);
      const lease = chosen && (await this.grant(chosen.account, request, record, context));
      if (lease) return { kind: 'granted', lease: within(lease, openUntil), candidates: usable };
    }
    return nothingLeft(asked, bucket);
  }

  private async ask(account: AccountInUse, bucket: Bucket): Promise<AskedAccount> {
    const { accountId, credentialId } = account;
    const ledger = ledgerOf(await this.ledgers.state(accountId), bucket);
    const rules = this.ledgers.rules[bucket];
    const now = this.ledgers.now();
    const { available, limitedUntil } = balanceOf(ledger, rules, now);
    return {
      account,
      accountId,
      credentialId,
      available,
      from: availableFrom(ledger, rules, now),
      firstLeaseEnd: limitedUntil === null ? firstLeaseEnd(ledger, now) : null,
    };
  }

  private async grant(
    account: AccountInUse,
    { bucket, organizationId, runId, taskId }: LeaseRequest,
    choice: ChoiceRecord,
    context: CommandContext,
  ): Promise<Lease | undefined> {
    const leaseId = this.newId();
    const { accountId, credentialId } = account;
    const spender = { accountId, bucket, leaseId, organizationId, runId, taskId, credentialId };
    const events = await this.ledgers.decide({ type: 'GrantQuotaLease', spender, choice }, furtherContext(context, leaseId));
    const granted = events.find((event) => event.type === 'QuotaLeaseGranted');
    if (!granted) return undefined;
    const { requests, expiresAt } = granted.data;
    return { leaseId, bucket, account, requests, expiresAt: Date.parse(expiresAt) };
  }
}

function within(lease: Lease, openUntil: number): Lease {
  return { ...lease, expiresAt: Math.min(lease.expiresAt, openUntil) };
}

/** An account that had something left has just given it to somebody who was faster: that one holds a lease now. */
function nothingLeft(asked: readonly AskedAccount[], bucket: Bucket): LeaseAnswer {
  const from = Math.min(...asked.map((account) => account.from));
  const ends = asked.map(({ firstLeaseEnd: end }) => end).filter((end) => end !== null);
  if (ends.length > 0 || asked.some(({ available }) => available > 0)) return { kind: 'busy', until: Math.min(...ends, from) };
  const accounts = asked.map((account) => ({ accountId: account.accountId, bucket, until: new Date(account.from).toISOString() }));
  return { kind: 'throttled', resumesAt: from, accounts };
}

function toCandidate({ accountId, credentialId, available }: AskedAccount): Candidate {
  return { accountId, credentialId, available };
}
