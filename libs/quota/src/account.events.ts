import type { Bucket } from './bucket.ts';
import type { Ledger } from './ledger.ts';

/** Why a lease went to its account, in full: what a person needs to check the decision. */
export interface ChoiceRecord {
  readonly rule: string;
  readonly candidates: readonly { readonly accountId: string; readonly credentialId: string; readonly available: number }[];
}

export interface QuotaLeaseGranted {
  readonly type: 'QuotaLeaseGranted';
  readonly data: {
    readonly accountId: string;
    readonly bucket: Bucket;
    readonly leaseId: string;
    readonly requests: number;
    readonly grantedAt: string;
    readonly expiresAt: string;
    readonly organizationId: string;
    readonly runId: string;
    readonly taskId: string;
    readonly credentialId: string;
    readonly choice: ChoiceRecord;
  };
}

export interface QuotaLeaseSettled {
  readonly type: 'QuotaLeaseSettled';
  readonly data: {
    readonly accountId: string;
    readonly bucket: Bucket;
    readonly leaseId: string;
    readonly spent: number;
    readonly settledAt: string;
    readonly organizationId: string;
    readonly runId: string;
    readonly taskId: string;
    readonly credentialId: string;
  };
}

/** The provider refused a request because the account's limit is reached. */
export interface AccountRateLimited {
  readonly type: 'AccountRateLimited';
  readonly data: {
    readonly accountId: string;
    readonly bucket: Bucket;
    readonly at: string;
    readonly limitedUntil: string;
    /** Whether the provider said how long, or Holdfast guessed. */
    readonly waitFrom: 'provider' | 'guess';
    readonly leaseId: string;
    readonly organizationId: string;
    readonly runId: string;
    readonly taskId: string;
    readonly credentialId: string;
  };
}

/** The provider no longer takes the credential. */
export interface AccountRejected {
  readonly type: 'AccountRejected';
  readonly data: {
    readonly accountId: string;
    readonly bucket: Bucket;
    readonly at: string;
    readonly reason: string;
    readonly leaseId: string;
    readonly organizationId: string;
    readonly runId: string;
    readonly taskId: string;
    readonly credentialId: string;
  };
}

/** The balance of an account, with which a new book begins: what stands before it is history. */
export interface AccountBooksClosed {
  readonly type: 'AccountBooksClosed';
  readonly data: { readonly accountId: string; readonly at: string; readonly ledgers: Readonly<Partial<Record<Bucket, Ledger>>> };
}

export type AccountEvent = QuotaLeaseGranted | QuotaLeaseSettled | AccountRateLimited | AccountRejected | AccountBooksClosed;

/** How each is read by its stored name, which never changes. */
export const accountEvents = {
  QuotaLeaseGranted: 'as-stored',
  QuotaLeaseSettled: 'as-stored',
  AccountRateLimited: 'as-stored',
  AccountRejected: 'as-stored',
  AccountBooksClosed: 'as-stored',
} as const;
