import {
  accountEvents,
  type AccountBooksClosed,
  type AccountEvent,
  type AccountRateLimited,
  type AccountRejected,
  type ChoiceRecord,
  type QuotaLeaseGranted,
} from './account.events.ts';
import { buckets, leaseSeconds, leaseSize, type Bucket, type BucketRules } from './bucket.ts';
import { balanceOf, emptyLedger, waitAfterRefusal, withLease, withSettlement, withoutPast, type Ledger } from './ledger.ts';

/** The rules of every bucket, as configured. */
export type QuotaRules = Readonly<Record<Bucket, BucketRules>>;

/** Who spends, and for what. */
export interface Spender {
  readonly accountId: string;
  readonly bucket: Bucket;
  readonly leaseId: string;
  readonly organizationId: string;
  readonly runId: string;
  /** The task, or the run itself while it is planned. */
  readonly taskId: string;
  readonly credentialId: string;
}

/** Times are milliseconds since 1970. */
export type AccountCommand = { readonly now: number; readonly rules: QuotaRules } & (
  | { readonly type: 'GrantQuotaLease'; readonly spender: Spender; readonly choice: ChoiceRecord }
  | { readonly type: 'SettleQuotaLease'; readonly spender: Spender; readonly spent: number }
  | { readonly type: 'ReportRateLimit'; readonly spender: Spender; readonly retryAfterSeconds: number | null }
  | { readonly type: 'ReportRejection'; readonly spender: Spender; readonly reason: string }
);

export interface AccountState {
  readonly ledgers: Readonly<Partial<Record<Bucket, Ledger>>>;
  /** Events since the books were opened. */
  readonly entries: number;
}

/** The books are closed after this many events, so that no decision reads more of them. */
const ENTRIES_PER_BOOK = 200;

/** A day, in milliseconds. No window of the provider is longer than an hour: more is a mistake of somebody in between. */
const LONGEST_TOLD_WAIT = 86_400_000;

export const ledgerOf = (state: AccountState, bucket: Bucket): Ledger => state.ledgers[bucket] ?? emptyLedger;

/**
 * One account of the provider: the only one who grants its requests, so any number of workers never overspend together. A grant that is
 * not possible is no event: ask another account.
 */
export const account = {
  initialState: { ledgers: {}, entries: 0 } satisfies AccountState as AccountState,

  decide(command: AccountCommand, state: AccountState): readonly AccountEvent[] {
    const events = decideEntry(command, state);
    if (events.length === 0 || state.entries + events.length < ENTRIES_PER_BOOK) return events;
    return [...events, closeBooks(command, events.reduce(evolve, state))];
  },

  evolve,

  events: accountEvents,

  opensBooks: (event: AccountEvent): boolean => event.type === 'AccountBooksClosed',
};

function decideEntry(command: AccountCommand, state: AccountState): readonly AccountEvent[] {
  switch (command.type) {
    case 'GrantQuotaLease':
      return grant(command, state);
    case 'SettleQuotaLease':
      return isOpen(command, state) ? [{ type: 'QuotaLeaseSettled', data: settlement(command, command.spent) }] : [];
    case 'ReportRateLimit':
      return [rateLimited(command, state)];
    case 'ReportRejection':
      return [rejected(command)];
  }
}

function grant(command: AccountCommand & { readonly type: 'GrantQuotaLease' }, state: AccountState): readonly QuotaLeaseGranted[] {
  const { spender, rules, now, choice } = command;
  const bucketRules = rules[spender.bucket];
  const { available } = balanceOf(ledgerOf(state, spender.bucket), bucketRules, now);
  if (available === 0) return [];
  const requests = Math.min(available, leaseSize(spender.bucket, bucketRules));
  const expiresAt = time(now + leaseSeconds(bucketRules) * 1000);
  return [{ type: 'QuotaLeaseGranted', data: { ...spender, requests, grantedAt: time(now), expiresAt, choice } }];
}

function isOpen({ spender }: AccountCommand, state: AccountState): boolean {
  return ledgerOf(state, spender.bucket).leases.some(({ leaseId }) => leaseId === spender.leaseId);
}

function settlement({ spender, now }: AccountCommand, spent: number) {
  return { ...spender, spent, settledAt: time(now) };
}

function rateLimited(command: AccountCommand & { readonly type: 'ReportRateLimit' }, state: AccountState): AccountRateLimited {
  const { spender, now, retryAfterSeconds, rules } = command;
  const told = toldWait(retryAfterSeconds);
  const wait = told ?? waitAfterRefusal(ledgerOf(state, spender.bucket).refusals, rules[spender.bucket]);
  const waitFrom = told === null ? 'guess' : 'provider';
  return { type: 'AccountRateLimited', data: { ...spender, at: time(now), limitedUntil: time(now + wait), waitFrom } };
}

/** What the provider said, in milliseconds. To come back at once, or next year, is no advice after a refusal: null, or a day. */
function toldWait(retryAfterSeconds: number | null): number | null {
  if (retryAfterSeconds === null || !(retryAfterSeconds > 0)) return null;
  return Math.min(Math.ceil(retryAfterSeconds * 1000), LONGEST_TOLD_WAIT);
}

function rejected({ spender, now, reason }: AccountCommand & { readonly type: 'ReportRejection' }): AccountRejected {
  return { type: 'AccountRejected', data: { ...spender, at: time(now), reason } };
}

function closeBooks({ spender, now, rules }: AccountCommand, state: AccountState): AccountBooksClosed {
  const kept = buckets.flatMap((bucket) => {
    const ledger = state.ledgers[bucket];
    return ledger ? [[bucket, withoutPast(ledger, rules[bucket], now)] as const] : [];
  });
  return { type: 'AccountBooksClosed', data: { accountId: spender.accountId, at: time(now), ledgers: Object.fromEntries(kept) } };
}

function evolve(state: AccountState, event: AccountEvent): AccountState {
  if (event.type === 'AccountBooksClosed') return { ledgers: event.data.ledgers, entries: 0 };
  const { bucket } = event.data;
  const ledger = evolveLedger(ledgerOf(state, bucket), event);
  return { ledgers: { ...state.ledgers, [bucket]: ledger }, entries: state.entries + 1 };
}

function evolveLedger(ledger: Ledger, event: Exclude<AccountEvent, AccountBooksClosed>): Ledger {
  switch (event.type) {
    case 'QuotaLeaseGranted': {
      const { leaseId, requests, expiresAt } = event.data;
      return withLease(ledger, { leaseId, requests, expiresAt: Date.parse(expiresAt) });
    }
    case 'QuotaLeaseSettled': {
      const { leaseId, spent, settledAt } = event.data;
      const at = Date.parse(settledAt);
      const settled = withSettlement(ledger, leaseId, { at, requests: spent });
      const recovered = spent > 1 && (ledger.limitedUntil ?? 0) <= at;
      return recovered ? { ...settled, refusals: 0 } : settled;
    }
    case 'AccountRateLimited':
      return {
        ...ledger,
        limitedUntil: Math.max(ledger.limitedUntil ?? 0, Date.parse(event.data.limitedUntil)),
        refusals: ledger.refusals + 1,
      };
    case 'AccountRejected':
      return ledger;
  }
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
