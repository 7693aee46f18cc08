import type { Bucket } from './bucket.ts';
import type { ChoiceRecord } from './choice.ts';
import type { Ledger } from './ledger.ts';
import { noLimits, type AccountLimits, type SetLimit } from './limits.ts';

/** Whose request it was, and what paid for it. */
interface SpenderOfEvent {
  readonly accountId: string;
  readonly bucket: Bucket;
  readonly leaseId: string;
  readonly organizationId: string;
  readonly runId: string;
  readonly taskId: string;
  readonly credentialId: string;
}

/** What others must have sent, since the provider has counted more than Holdfast. */
export interface ToldForeignRequests {
  /** Own requests that were answered by then are not among them. */
  readonly at: string;
  readonly requests: number;
  /** Until then all of them are expected to count. */
  readonly staysUntil: string;
  /** From then on none is expected to count. */
  readonly goneBy: string;
}

export interface QuotaLeaseGranted {
  readonly type: 'QuotaLeaseGranted';
  readonly data: SpenderOfEvent & {
    readonly requests: number;
    readonly grantedAt: string;
    readonly expiresAt: string;
    readonly choice: ChoiceRecord;
  };
}

export interface QuotaLeaseSettled {
  readonly type: 'QuotaLeaseSettled';
  readonly data: SpenderOfEvent & {
    readonly spent: number;
    readonly settledAt: string;
    /** When they were answered, by slots; without it all count at `settledAt`. */
    readonly sent?: readonly { readonly until: string; readonly requests: number }[];
  };
}

/** The provider refused a request because the account's limit is reached. */
export interface AccountRateLimited {
  readonly type: 'AccountRateLimited';
  readonly data: SpenderOfEvent & {
    readonly at: string;
    readonly limitedUntil: string;
    /** Whether the provider said how long, or Holdfast guessed. */
    readonly waitFrom: 'provider' | 'guess';
    /** Missing where the provider said how long to wait: it may have other reasons. */
    readonly foreign?: ToldForeignRequests;
  };
}

/** The provider no longer takes the credential. */
export interface AccountRejected {
  readonly type: 'AccountRejected';
  readonly data: SpenderOfEvent & { readonly at: string; readonly reason: string };
}

/** The provider's headers told a limit that was not known. */
export interface AccountLimitLearned {
  readonly type: 'AccountLimitLearned';
  readonly data: SpenderOfEvent & {
    readonly at: string;
    readonly limit: number;
    /** Null when the headers did not say. */
    readonly windowSeconds: number | null;
  };
}

/** The provider's headers told that less is left than was known: others use the account. */
export interface AccountUsedByOthers {
  readonly type: 'AccountUsedByOthers';
  readonly data: SpenderOfEvent & { readonly at: string; readonly foreign: ToldForeignRequests };
}

/** An administrator said what the account may use. A bucket that is not named follows headers and settings again. */
export interface AccountLimitsSet {
  readonly type: 'AccountLimitsSet';
  readonly data: {
    readonly accountId: string;
    readonly at: string;
    readonly limits: Readonly<Partial<Record<Bucket, SetLimit>>>;
    /** The paid seats from which the limit of `api` was computed; null when it was not. */
    readonly seats: number | null;
  };
}

/** The trial of a credential sent requests: no lease paid for them. */
export interface AccountSpentOnTrial {
  readonly type: 'AccountSpentOnTrial';
  readonly data: {
    readonly accountId: string;
    readonly bucket: Bucket;
    readonly requests: number;
    /** The end of the slot of their answers: they count from then on. */
    readonly until: string;
  };
}

/** The balance of an account, with which a new book begins: what stands before it is history. */
export interface AccountBooksClosed {
  readonly type: 'AccountBooksClosed';
  readonly data: {
    readonly accountId: string;
    readonly at: string;
    readonly ledgers: Readonly<Partial<Record<Bucket, Ledger>>>;
    readonly limits: AccountLimits;
  };
}

/** What happened to one bucket. */
export type BucketEvent =
  | QuotaLeaseGranted
  | QuotaLeaseSettled
  | AccountRateLimited
  | AccountRejected
  | AccountLimitLearned
  | AccountUsedByOthers
  | AccountSpentOnTrial;

export type AccountEvent = BucketEvent | AccountLimitsSet | AccountBooksClosed;

/** How each is read by its stored name, which never changes. */
export const accountEvents = {
  QuotaLeaseGranted: 'as-stored',
  QuotaLeaseSettled: 'as-stored',
  AccountRateLimited: 'as-stored',
  AccountRejected: 'as-stored',
  AccountLimitLearned: 'as-stored',
  AccountUsedByOthers: 'as-stored',
  AccountSpentOnTrial: 'as-stored',
  AccountLimitsSet: 'as-stored',
  AccountBooksClosed: upcastBooks,
} as const;

/** Books of before shares, foreign requests and limits were kept have none. */
function upcastBooks(stored: Readonly<Record<string, unknown>>): AccountBooksClosed['data'] {
  const books = stored as unknown as Omit<AccountBooksClosed['data'], 'limits'> & { readonly limits?: AccountLimits };
  const ledgers = Object.entries(books.ledgers).map(([bucket, ledger]) => [bucket, upcastLedger(ledger)] as const);
  return { ...books, ledgers: Object.fromEntries(ledgers), limits: books.limits ?? noLimits };
}

function upcastLedger(stored: Ledger): Ledger {
  const leases = stored.leases.map((lease) => ({ ...unknownSpender, ...lease }));
  return { ...{ shares: [], foreign: null }, ...stored, leases };
}

const unknownSpender = { runId: null, refused: false };
