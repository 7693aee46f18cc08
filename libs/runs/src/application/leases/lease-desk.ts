import { furtherContext, ID_GENERATOR, type CommandContext, type IdGenerator } from '@holdfast/event-sourcing';
import {
  availableFrom,
  balanceOf,
  chooseAccount,
  firstLeaseEnd,
  leasable,
  ledgerOf,
  rulesOf,
  type Bucket,
  type Candidate,
  type Choice,
  type ChoiceRecord,
} from '@holdfast/quota';
import { Inject, Injectable } from '@nestjs/common';
import type { AccountInUse } from '../../contracts/task.events.ts';
import { AccountLedgers } from './account-ledgers.ts';
import { CredentialPool, type PlanAccount } from './credential-pool.ts';
import type { AccountStanding, Lease, LeaseAnswer, LeaseRequest } from './lease-request.ts';
import { RunWindows } from './run-windows.ts';

interface AskedAccount extends AccountStanding {
  readonly sees: boolean | null;
  readonly from: number;
  readonly firstLeaseEnd: number | null;
}

/** Where runs get their leases: chooses among the accounts of the plan and asks the chosen one. */
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
    const { planId, organizationId, payers, bucket, runId, held } = request;
    const openUntil = await this.windows.openUntil(runId, context);
    const accounts = await this.pool[payers === 'all' ? 'of' : 'primaryOf'](planId, organizationId, request, request);
    if (accounts.every(({ sees }) => sees === false)) return { kind: 'no-credential' };
    const asked = await Promise.all(accounts.map((account) => this.ask(account, bucket, runId)));
    const { order, record } = choose(asked, request);
    for (const { accountId } of order) {
      const chosen = asked.find(({ account }) => account.accountId === accountId);
      if (!chosen) continue;
      if ((held[accountId] ?? 0) > 0) return { kind: 'held', accountId, accounts: asked };
      const lease = await this.grant(chosen.account, request, record, context);
      if (lease) return { kind: 'granted', lease: within(lease, openUntil), accounts: asked };
    }
    return nothingLeft(
      asked.filter(({ sees }) => sees !== false),
      bucket,
    );
  }

  private async ask({ account, credential, sees }: PlanAccount, bucket: Bucket, runId: string): Promise<AskedAccount> {
    const state = await this.ledgers.state(account.accountId);
    const ledger = ledgerOf(state, bucket);
    const rules = rulesOf(state, bucket, this.ledgers.rules);
    const now = this.ledgers.now();
    const { limitedUntil } = balanceOf(ledger, rules, now, runId);
    return {
      ...{ account, credential, sees, available: leasable(ledger, rules, now, runId), limit: rules.limit },
      from: availableFrom(ledger, rules, now, runId),
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

/** Accounts that near their limit come last, however much they seem to have left. */
function choose(asked: readonly AskedAccount[], { held, nearAccounts, refusedAccountId, currentAccountId, taskId }: LeaseRequest): Choice {
  const candidates = asked
    .filter(({ account }) => account.accountId !== refusedAccountId)
    .map((one): Candidate => candidateFrom(one, held[one.account.accountId] ?? 0));
  const choice = chooseAccount(candidates, currentAccountId, taskId);
  if (nearAccounts.length === 0) return choice;
  const isNear = ({ accountId }: Candidate) => nearAccounts.includes(accountId);
  const others = chooseAccount(
    candidates.filter((one) => !isNear(one)),
    currentAccountId,
    taskId,
  );
  if (others.order.length === 0) return choice;
  return { order: [...others.order, ...choice.order.filter(isNear)], record: { ...others.record, candidates } };
}

function candidateFrom({ account: { accountId, credentialId }, available, limit, sees }: AskedAccount, held: number): Candidate {
  return { accountId, credentialId, available: available + held, limit, sees };
}

function within(lease: Lease, openUntil: number): Lease {
  return { ...lease, expiresAt: Math.min(lease.expiresAt, openUntil) };
}

/** An account that had something left has just given it to somebody who was faster: that one holds a lease now. */
function nothingLeft(asked: readonly AskedAccount[], bucket: Bucket): LeaseAnswer {
  const from = Math.min(...asked.map((one) => one.from));
  const ends = asked.map(({ firstLeaseEnd: end }) => end).filter((end) => end !== null);
  if (ends.length > 0 || asked.some(({ available }) => available > 0)) return { kind: 'busy', until: Math.min(...ends, from) };
  const accounts = asked.map((one) => ({ accountId: one.account.accountId, bucket, until: new Date(one.from).toISOString() }));
  return { kind: 'throttled', resumesAt: from, accounts };
}
