import type { Bucket, RateLimitHints } from '@holdfast/bitbucket';
import { slotEnd } from '@holdfast/quota';
import type { LeaseAnswer, LeaseRequest } from '@holdfast/runs';
import type { WorkerEnvironment } from '../worker-environment.ts';
import type { HeldLease } from './held-lease.ts';
import { spenderOf, type LeaseBook } from './lease-book.ts';
import { NearLimits } from './near-limits.ts';
import type { PayingTask } from './paying-task.ts';
import { Standings } from './standings.ts';

type Ground = Pick<WorkerEnvironment, 'ledgers' | 'clock'>;

/** What others do to an account shows in what the desk says; it is asked again after a fiftieth of the window, or this. */
const LONGEST_FRESH_MS = 5_000;

/** How much less than expected must be left, as a part of the limit, to be told to the ledger. */
const NEWS = 1 / 50;

/** Which of the leases at hand pays a request, and what is asked for when none should. */
export class LeaseChoice {
  readonly standings = new Standings();
  readonly #ground: Ground;
  readonly #book: LeaseBook;
  readonly #near = new NearLimits();
  /** By account and bucket, the limit and the slot of time of what was last told to its ledger. */
  readonly #told = new Map<string, { readonly limit: number | null; readonly slot: number }>();

  constructor(ground: Ground, book: LeaseBook) {
    this.#ground = ground;
    this.#book = book;
  }

  /**
   * The lease at hand for the next request: of the account that the task works with; or, if that can pay no more, of the one with the most left.
   * None when the lease desk should decide. `doubted` is an account that must not be asked.
   */
  pick(bucket: Bucket, task: PayingTask, avoided: ReadonlySet<string>, doubted?: string): HeldLease | undefined {
    const usable = this.usable(bucket, task, avoided, doubted);
    const current = doubted === undefined ? task.accountFor(bucket)?.accountId : undefined;
    const own = usable.find(({ lease }) => lease.account.accountId === current);
    if (own && !this.#near.isWorthLeaving(bucket, own.lease.account.accountId, this.#now())) return own;
    if (own) return mostLeft(this.#notNear(bucket, usable));
    if (current !== undefined && !hasLost(task, bucket)) return undefined;
    const best = this.standings.best(bucket, leftIn(usable), this.#out(bucket, task, doubted), task.work.taskId, this.#freshSince(bucket));
    const chosen = usable.find(({ lease }) => lease.account.accountId === best);
    const hadOne = current !== undefined || doubted !== undefined;
    return chosen ?? (hadOne ? (mostLeft(this.#notNear(bucket, usable)) ?? mostLeft(usable)) : undefined);
  }

  /** The leases at hand with which the task may pay. */
  usable(bucket: Bucket, task: PayingTask, avoided: ReadonlySet<string>, doubted?: string): readonly HeldLease[] {
    return this.#book.usable(bucket).filter(({ lease: { account } }) => {
      const { accountId, credentialId } = account;
      if (accountId === doubted || task.blind.has(accountId) || task.avoided.has(credentialId) || avoided.has(credentialId)) return false;
      return this.standings.maySee(credentialId, bucket, task);
    });
  }

  /** Accounts that do not see what the task is to capture. */
  excluded(bucket: Bucket, task: PayingTask): readonly string[] {
    return [...task.blind, ...this.standings.unseeing(bucket, task)];
  }

  /** What to ask the lease desk. */
  request(bucket: Bucket, task: PayingTask, avoided: ReadonlySet<string>, doubted?: string): LeaseRequest {
    const { organizationId, planId, runId, taskId } = task.work;
    const stays = doubted === undefined && !hasLost(task, bucket);
    return {
      ...{ organizationId, planId, runId, taskId, bucket, repository: task.repository },
      ...{ payers: task.isPlanning ? ('primary' as const) : ('all' as const), refusedAccountId: null },
      currentAccountId: stays ? (task.accountFor(bucket)?.accountId ?? null) : null,
      avoidCredentials: [...avoided, ...task.avoided],
      blindAccounts: [...task.blind, ...(doubted === undefined ? [] : [doubted])],
      nearAccounts: this.#near.in(bucket, this.#now()),
      held: leftIn(this.usable(bucket, task, avoided, doubted)),
    };
  }

  learn(bucket: Bucket, answer: Extract<LeaseAnswer, { readonly kind: 'granted' | 'held' }>, at: number): void {
    this.standings.learn(bucket, answer.accounts, at);
    if (answer.kind === 'granted') this.standings.noteGrant(answer.lease);
    this.#near.noteBest(bucket, answer.kind === 'granted' ? answer.lease.account.accountId : answer.accountId);
  }

  isNear(bucket: Bucket, accountId: string): boolean {
    return this.#near.has(bucket, accountId, this.#now());
  }

  /** What an answer says of the limit of its account counts here at once; its ledger is told when it is news. */
  async hear(held: HeldLease, hints: RateLimitHints, task: PayingTask): Promise<void> {
    const { bucket, account } = held.lease;
    const window = this.#ground.ledgers.rules[bucket].windowSeconds * 1000;
    this.#near.note(bucket, account.accountId, hints, this.#now(), window / 10);
    if (!this.#isNews(held, hints)) return;
    const { limit, remaining } = hints;
    const report = { type: 'ReportQuota', spender: spenderOf(held, task), limit, windowSeconds: null, remaining } as const;
    await task.environment.ledgers.decide(report, task.context());
  }

  #isNews({ lease: { bucket, account } }: HeldLease, { limit, remaining }: RateLimitHints): boolean {
    const standing = this.standings.of(bucket, account.accountId);
    if (!standing || (limit === null && remaining === null)) return false;
    const key = `${bucket} ${account.accountId}`;
    const told = this.#told.get(key);
    const slot = slotEnd(this.#now(), this.#ground.ledgers.rules[bucket]);
    const isOtherLimit = limit !== null && limit !== standing.limit && limit !== told?.limit;
    const expected = standing.available + (leftIn(this.#book.usable(bucket))[account.accountId] ?? 0);
    const isLess = remaining !== null && remaining < expected - standing.limit * NEWS && slot !== told?.slot;
    if (isOtherLimit || isLess) this.#told.set(key, { limit, slot });
    return isOtherLimit || isLess;
  }

  #out(bucket: Bucket, task: PayingTask, doubted?: string): ReadonlySet<string> {
    const near = this.#near.in(bucket, this.#now());
    return new Set([...this.excluded(bucket, task), ...near, ...(doubted === undefined ? [] : [doubted])]);
  }

  #notNear(bucket: Bucket, all: readonly HeldLease[]): readonly HeldLease[] {
    return all.filter(({ lease }) => !this.#near.has(bucket, lease.account.accountId, this.#now()));
  }

  #freshSince(bucket: Bucket): number {
    return this.#now() - Math.min(LONGEST_FRESH_MS, this.#ground.ledgers.rules[bucket].windowSeconds * 20);
  }

  #now(): number {
    return this.#ground.clock().getTime();
  }
}

/** Its account was refused, or does not see what the task wants: it is not gone back to. */
function hasLost(task: PayingTask, bucket: Bucket): boolean {
  const last = task.last(bucket);
  const account = task.accountFor(bucket);
  if (account === null) return false;
  return (last?.refused ?? null) !== null || task.blind.has(account.accountId) || task.avoided.has(account.credentialId);
}

function mostLeft(all: readonly HeldLease[]): HeldLease | undefined {
  return all.toSorted((a, b) => b.left - a.left)[0];
}

function leftIn(all: readonly HeldLease[]): Readonly<Record<string, number>> {
  const left: Record<string, number> = {};
  for (const { lease, left: more } of all) left[lease.account.accountId] = (left[lease.account.accountId] ?? 0) + more;
  return left;
}
