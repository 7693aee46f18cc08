import type { AccountEvent, BucketEvent, ToldForeignRequests } from './account.events.ts';
import type { Bucket } from './bucket.ts';
import { emptyLedger, withLease, withRefusal, withSettlement, withUnleased, type Ledger } from './ledger.ts';
import { noLimits, type AccountLimits } from './limits.ts';

export interface AccountState {
  readonly ledgers: Readonly<Partial<Record<Bucket, Ledger>>>;
  readonly limits: AccountLimits;
  /** Events since the books were opened. */
  readonly entries: number;
}

export const unusedAccount: AccountState = { ledgers: {}, limits: noLimits, entries: 0 };

export const ledgerOf = (state: AccountState, bucket: Bucket): Ledger => state.ledgers[bucket] ?? emptyLedger;

export function evolveAccount(state: AccountState, event: AccountEvent): AccountState {
  const entries = state.entries + 1;
  switch (event.type) {
    case 'AccountBooksClosed':
      return { ledgers: event.data.ledgers, limits: event.data.limits, entries: 0 };
    case 'AccountLimitsSet':
      return { ...state, limits: { ...state.limits, set: event.data.limits }, entries };
    case 'AccountLimitLearned': {
      const { bucket, limit, windowSeconds } = event.data;
      const learned = { ...state.limits.learned, [bucket]: { limit, windowSeconds } };
      return { ...state, limits: { ...state.limits, learned }, entries };
    }
    case 'QuotaLeaseGranted':
    case 'QuotaLeaseSettled':
    case 'AccountRateLimited':
    case 'AccountUsedByOthers':
    case 'AccountSpentOnTrial':
    case 'AccountRejected': {
      const { bucket } = event.data;
      const ledger = evolveLedger(ledgerOf(state, bucket), event);
      return { ...state, ledgers: { ...state.ledgers, [bucket]: ledger }, entries };
    }
  }
}

function evolveLedger(ledger: Ledger, event: Exclude<BucketEvent, { type: 'AccountLimitLearned' }>): Ledger {
  switch (event.type) {
    case 'QuotaLeaseGranted': {
      const { leaseId, requests, expiresAt, runId } = event.data;
      return withLease(ledger, { leaseId, requests, expiresAt: Date.parse(expiresAt), runId, refused: false });
    }
    case 'QuotaLeaseSettled': {
      const { leaseId, spent, settledAt, sent = [{ until: settledAt, requests: spent }] } = event.data;
      const news = sent.map(({ until, requests }) => ({ at: Date.parse(until), requests }));
      return withSettlement(
        ledger,
        leaseId,
        news.filter(({ requests }) => requests > 0),
      );
    }
    case 'AccountRateLimited': {
      const { leaseId, at, limitedUntil, foreign } = event.data;
      const refused = withRefusal(ledger, leaseId, Date.parse(at), Date.parse(limitedUntil));
      return foreign ? withForeign(refused, foreign) : refused;
    }
    case 'AccountUsedByOthers':
      return withForeign(ledger, event.data.foreign);
    case 'AccountSpentOnTrial':
      return withUnleased(ledger, { at: Date.parse(event.data.until), requests: event.data.requests });
    case 'AccountRejected':
      return ledger;
  }
}

function withForeign(ledger: Ledger, told: ToldForeignRequests): Ledger {
  const { at, requests, staysUntil, goneBy } = told;
  const foreign = { at: Date.parse(at), requests, staysUntil: Date.parse(staysUntil), goneBy: Date.parse(goneBy) };
  return { ...ledger, foreign };
}
