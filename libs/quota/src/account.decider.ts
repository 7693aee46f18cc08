import { accountEvents, type AccountBooksClosed, type AccountEvent, type BucketEvent, type QuotaLeaseGranted } from './account.events.ts';
import { evolveAccount, ledgerOf, unusedAccount, type AccountState } from './account.state.ts';
import { balanceOf, leasable } from './balance.ts';
import { buckets, leaseSeconds, leaseSize, type Bucket, type QuotaRules } from './bucket.ts';
import type { ChoiceRecord } from './choice.ts';
import { foreignAmong, type ForeignRequests } from './foreign-requests.ts';
import { withoutPast } from './ledger.ts';
import { rulesOf, type SetLimit } from './limits.ts';
import { concludeRefusal } from './refusal.ts';
import { slotEnd, type SentRequests } from './slot.ts';

/** Who spends, and for what. */
export interface Spender {
  readonly accountId: string;
  readonly bucket: Bucket;
  readonly leaseId: string;
  readonly organizationId: string;
  readonly runId: string;
  /** The task, or the run itself where several tasks share the lease. */
  readonly taskId: string;
  readonly credentialId: string;
}

interface Grant {
  readonly type: 'GrantQuotaLease';
  readonly spender: Spender;
  readonly choice: ChoiceRecord;
}

interface Settle {
  readonly type: 'SettleQuotaLease';
  readonly spender: Spender;
  readonly spent: number;
  /** When the requests were answered, or given up, by slots of `slotMs`; together as many as were spent. Without it they count from now on. */
  readonly sent?: readonly SentRequests[];
}

interface ReportRateLimit {
  readonly type: 'ReportRateLimit';
  readonly spender: Spender;
  readonly retryAfterSeconds: number | null;
}

interface ReportRejection {
  readonly type: 'ReportRejection';
  readonly spender: Spender;
  readonly reason: string;
}

/** What headers said of the bucket; null where they said nothing. It is no event when it is no news. */
interface ReportQuota {
  readonly type: 'ReportQuota';
  readonly spender: Spender;
  readonly limit: number | null;
  readonly windowSeconds: number | null;
  /** At most so many requests are left. */
  readonly remaining: number | null;
}

interface SetAccountLimits {
  readonly type: 'SetAccountLimits';
  readonly accountId: string;
  readonly limits: Readonly<Partial<Record<Bucket, SetLimit>>>;
  readonly seats: number | null;
}

/** What was sent without a lease: by `at` all was answered. */
interface RecordSpending {
  readonly type: 'RecordSpending';
  readonly accountId: string;
  readonly bucket: Bucket;
  readonly requests: number;
  readonly at: number;
}

/** Times are milliseconds since 1970; `rules` are the configured ones. */
export type AccountCommand = { readonly now: number; readonly rules: QuotaRules } & (
  Grant | Settle | ReportRateLimit | ReportRejection | ReportQuota | SetAccountLimits | RecordSpending
);

type Of<Type extends AccountCommand['type']> = Extract<AccountCommand, { readonly type: Type }>;

/** The books are closed after this many events, so that no decision reads more of them. */
const ENTRIES_PER_BOOK = 200;

/** A day, in milliseconds. No window of the provider is longer than an hour: more is a mistake of somebody in between. */
const LONGEST_TOLD_WAIT = 86_400_000;

/** That others used the account is news from this part of the limit on: not each answer is an event. */
const NEWS = 1 / 50;

/**
 * One account of the provider: the only one who grants its requests, so any number of workers never overspend together. A grant that is
 * not possible is no event: ask another account.
 */
export const account = {
  initialState: unusedAccount,

  /** Throws a RangeError for a settlement that does not add up. */
  decide(command: AccountCommand, state: AccountState): readonly AccountEvent[] {
    const events = decideEntry(command, state);
    if (events.length === 0 || state.entries + events.length < ENTRIES_PER_BOOK) return events;
    return [...events, closeBooks(command, events.reduce(evolveAccount, state))];
  },

  evolve: evolveAccount,

  events: accountEvents,

  opensBooks: (event: AccountEvent): boolean => event.type === 'AccountBooksClosed',
};

function decideEntry(command: AccountCommand, state: AccountState): readonly AccountEvent[] {
  switch (command.type) {
    case 'GrantQuotaLease':
      return grant(command, state);
    case 'SettleQuotaLease':
      return settle(command, state);
    case 'ReportRateLimit':
      return [rateLimited(command, state)];
    case 'ReportRejection':
      return [{ type: 'AccountRejected', data: { ...command.spender, at: time(command.now), reason: command.reason } }];
    case 'ReportQuota':
      return learn(command, state);
    case 'SetAccountLimits':
      return setLimits(command, state);
    case 'RecordSpending':
      return [spentOnTrial(command, state)];
  }
}

function grant(command: Of<'GrantQuotaLease'>, state: AccountState): readonly QuotaLeaseGranted[] {
  const { spender, now, choice } = command;
  const rules = rulesOf(state, spender.bucket, command.rules);
  const ledger = ledgerOf(state, spender.bucket);
  const available = leasable(ledger, rules, now, spender.runId);
  if (available === 0) return [];
  // After a refusal a single request tries whether the account is served again.
  const requests = ledger.refusals > 0 ? 1 : leaseSize(available, rules, ledger.foreign !== null);
  const expiresAt = time(now + leaseSeconds(rules) * 1000);
  return [{ type: 'QuotaLeaseGranted', data: { ...spender, requests, grantedAt: time(now), expiresAt, choice } }];
}

function settle(command: Of<'SettleQuotaLease'>, state: AccountState): readonly AccountEvent[] {
  const { spender, spent, sent, now } = command;
  if (sent && sent.reduce((sum, { requests }) => sum + requests, 0) !== spent)
    throw new RangeError(`The slots of lease ${spender.leaseId} do not add up to ${spent} requests.`);
  if (!ledgerOf(state, spender.bucket).leases.some(({ leaseId }) => leaseId === spender.leaseId)) return [];
  const data = { ...spender, spent, settledAt: time(now) };
  if (!sent) return [{ type: 'QuotaLeaseSettled', data }];
  const latest = slotEnd(now, rulesOf(state, spender.bucket, command.rules));
  // A clock that was set back would have requests count from a time to come.
  const slots = sent.map(({ until, requests }) => ({ until: time(Math.min(until, latest)), requests }));
  return [{ type: 'QuotaLeaseSettled', data: { ...data, sent: slots } }];
}

function rateLimited(command: Of<'ReportRateLimit'>, state: AccountState): BucketEvent {
  const { spender, now, retryAfterSeconds } = command;
  const data = { ...spender, at: time(now) };
  const told = toldWait(retryAfterSeconds);
  if (told !== null) return { type: 'AccountRateLimited', data: { ...data, limitedUntil: time(now + told), waitFrom: 'provider' } };
  const rules = rulesOf(state, spender.bucket, command.rules);
  const { limitedUntil, foreign } = concludeRefusal(ledgerOf(state, spender.bucket), rules, now);
  return {
    type: 'AccountRateLimited',
    data: { ...data, limitedUntil: time(limitedUntil), waitFrom: 'guess', foreign: asTold(foreign) },
  };
}

/** What the provider said, in milliseconds. To come back at once, or next year, is no advice after a refusal: null, or a day. */
function toldWait(retryAfterSeconds: number | null): number | null {
  if (retryAfterSeconds === null || !(retryAfterSeconds > 0)) return null;
  return Math.min(Math.ceil(retryAfterSeconds * 1000), LONGEST_TOLD_WAIT);
}

function learn(command: Of<'ReportQuota'>, state: AccountState): readonly AccountEvent[] {
  const { spender, now, limit, windowSeconds, remaining } = command;
  const known = state.limits.learned[spender.bucket] ?? { ...command.rules[spender.bucket] };
  const isNews = limit !== null && limit > 0 && (limit !== known.limit || (windowSeconds ?? known.windowSeconds) !== known.windowSeconds);
  const at = time(now);
  const learned: AccountEvent[] = isNews ? [{ type: 'AccountLimitLearned', data: { ...spender, at, limit, windowSeconds } }] : [];
  const foreign = remaining === null ? null : othersThan(command, remaining, learned.reduce(evolveAccount, state));
  return foreign === null ? learned : [...learned, { type: 'AccountUsedByOthers', data: { ...spender, at, foreign: asTold(foreign) } }];
}

/** Null when no more is missing than what is leased, and already known of others. */
function othersThan(
  { spender, now, rules: configured }: Of<'ReportQuota'>,
  remaining: number,
  state: AccountState,
): ForeignRequests | null {
  const rules = rulesOf(state, spender.bucket, configured);
  const ledger = ledgerOf(state, spender.bucket);
  const { leased, foreign } = balanceOf(ledger, rules, now);
  const requests = foreignAmong(rules.limit - Math.max(0, remaining), ledger.spent, rules, now);
  if (requests - leased <= foreign + rules.limit * NEWS) return null;
  return { at: slotEnd(now, rules), requests, staysUntil: now, goneBy: now + rules.windowSeconds * 1000 };
}

function setLimits({ accountId, now, limits, seats }: Of<'SetAccountLimits'>, state: AccountState): readonly AccountEvent[] {
  const isSame = buckets.every((bucket) => {
    const [before, after] = [state.limits.set[bucket], limits[bucket]];
    return (before?.limit ?? null) === (after?.limit ?? null) && (before?.reserve ?? null) === (after?.reserve ?? null);
  });
  return isSame ? [] : [{ type: 'AccountLimitsSet', data: { accountId, at: time(now), limits, seats } }];
}

function spentOnTrial({ accountId, bucket, requests, at, now, rules }: Of<'RecordSpending'>, state: AccountState): BucketEvent {
  // A clock that is ahead would have requests count from a time to come.
  const until = slotEnd(Math.min(at, now), rulesOf(state, bucket, rules));
  return { type: 'AccountSpentOnTrial', data: { accountId, bucket, requests, until: time(until) } };
}

function closeBooks(command: AccountCommand, state: AccountState): AccountBooksClosed {
  const accountId = 'spender' in command ? command.spender.accountId : command.accountId;
  const kept = buckets.flatMap((bucket) => {
    const ledger = state.ledgers[bucket];
    return ledger ? [[bucket, withoutPast(ledger, rulesOf(state, bucket, command.rules), command.now)] as const] : [];
  });
  return {
    type: 'AccountBooksClosed',
    data: { accountId, at: time(command.now), ledgers: Object.fromEntries(kept), limits: state.limits },
  };
}

function asTold({ at, requests, staysUntil, goneBy }: ForeignRequests) {
  return { at: time(at), requests, staysUntil: time(staysUntil), goneBy: time(goneBy) };
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
