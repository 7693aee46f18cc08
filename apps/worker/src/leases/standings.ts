import type { Bucket } from '@holdfast/bitbucket';
import { chooseAccount } from '@holdfast/quota';
import { sees, type AccountStanding, type Lease } from '@holdfast/runs';
import type { PayingTask } from './paying-task.ts';

interface Known {
  readonly at: number;
  readonly accounts: readonly AccountStanding[];
}

/** What the lease desk last said of the accounts, with what was granted since. Times are milliseconds since 1970. */
export class Standings {
  readonly #known = new Map<Bucket, Known>();
  readonly #credentials = new Map<string, AccountStanding['credential']>();

  learn(bucket: Bucket, accounts: readonly AccountStanding[], at: number): void {
    this.#known.set(bucket, { at, accounts });
    for (const { account, credential } of accounts) this.#credentials.set(account.credentialId, credential);
  }

  noteGrant({ bucket, account, requests }: Lease): void {
    const known = this.#known.get(bucket);
    if (!known) return;
    const accounts = known.accounts.map((one) => (one.account.accountId === account.accountId ? less(one, requests) : one));
    this.#known.set(bucket, { ...known, accounts });
  }

  forget(): void {
    this.#known.clear();
    this.#credentials.clear();
  }

  of(bucket: Bucket, accountId: string): AccountStanding | undefined {
    return this.#known.get(bucket)?.accounts.find(({ account }) => account.accountId === accountId);
  }

  /** Whether the plan used the credential when that was last looked at. */
  has(bucket: Bucket, credentialId: string): boolean {
    return this.#known.get(bucket)?.accounts.some(({ account }) => account.credentialId === credentialId) ?? false;
  }

  /** False for a credential of which its trial found that it does not see what the task is to capture. */
  maySee(credentialId: string, bucket: Bucket, { repository }: PayingTask): boolean {
    const credential = this.#credentials.get(credentialId);
    return credential === undefined || sees(credential, { bucket, repository }) !== false;
  }

  /** Accounts that the task cannot use for what they do not see, as far as that is known. */
  unseeing(bucket: Bucket, task: PayingTask): readonly string[] {
    const accounts = this.#known.get(bucket)?.accounts ?? [];
    return accounts.map(({ account }) => account).flatMap((one) => (this.maySee(one.credentialId, bucket, task) ? [] : [one.accountId]));
  }

  /** The account with the most left, of those that are not excluded; undefined when what is known is older than `since`, or is nothing. */
  best(
    bucket: Bucket,
    held: Readonly<Record<string, number>>,
    excluded: ReadonlySet<string>,
    seed: string,
    since: number,
  ): string | undefined {
    const known = this.#known.get(bucket);
    if (!known || known.at < since) return undefined;
    const candidates = known.accounts
      .filter(({ account }) => !excluded.has(account.accountId))
      .map(({ account: { accountId, credentialId }, available, limit }) => {
        return { accountId, credentialId, available: available + (held[accountId] ?? 0), limit, sees: null };
      });
    return chooseAccount(candidates, null, seed).order[0]?.accountId;
  }
}

function less(standing: AccountStanding, requests: number): AccountStanding {
  return { ...standing, available: Math.max(0, standing.available - requests) };
}
