import type { Bucket } from '@holdfast/quota';
import type { AccountInUse } from '../../contracts/task.events.ts';
import type { Unwanted } from './credential-pool.ts';
import type { RequestTarget, SeeingCredential } from './sees.ts';

/** Requests of one account and bucket, to be sent by one worker for one run until a time (milliseconds since 1970). */
export interface Lease {
  readonly leaseId: string;
  readonly bucket: Bucket;
  readonly account: AccountInUse;
  readonly requests: number;
  readonly expiresAt: number;
}

export interface LeaseRequest extends RequestTarget, Required<Unwanted> {
  readonly organizationId: string;
  readonly planId: string;
  readonly runId: string;
  /** The task that asks, or the run itself while it is planned. */
  readonly taskId: string;
  /** Who may pay: all accounts of the plan, or, for a listing, the primary alone. */
  readonly payers: 'all' | 'primary';
  /** The account the task works with, if it has one: it stays there while it can. */
  readonly currentAccountId: string | null;
  /** The account that has just refused a request of the task, if any: it gets no lease, whatever it seems to have left. */
  readonly refusedAccountId: string | null;
  /** Accounts of which the provider says that they near their limit: they come last. */
  readonly nearAccounts: readonly string[];
  /** Requests that the asker holds unspent, by account: they count as left, and are spent before more is granted. */
  readonly held: Readonly<Record<string, number>>;
}

/** What an account has left of the bucket, without what the asker holds. */
export interface AccountStanding {
  readonly account: AccountInUse;
  readonly credential: SeeingCredential;
  readonly available: number;
  readonly limit: number;
}

export type LeaseAnswer =
  | { readonly kind: 'granted'; readonly lease: Lease; readonly accounts: readonly AccountStanding[] }
  /** The account to use is one of which the asker holds unspent requests. */
  | { readonly kind: 'held'; readonly accountId: string; readonly accounts: readonly AccountStanding[] }
  /** Everything is leased to others, who give back what they do not need: ask again after a settlement, at the latest at `until`. */
  | { readonly kind: 'busy'; readonly until: number }
  /** All accounts are spent; one has requests again at `resumesAt` (milliseconds since 1970). */
  | {
      readonly kind: 'throttled';
      readonly resumesAt: number;
      readonly accounts: readonly { readonly accountId: string; readonly bucket: string; readonly until: string }[];
    }
  /** No credential works at all, or none that sees what is wanted. */
  | { readonly kind: 'no-credential' };
