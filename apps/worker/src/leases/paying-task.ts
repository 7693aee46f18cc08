import type { Bucket } from '@holdfast/bitbucket';
import type { CommandContext } from '@holdfast/event-sourcing';
import type { AccountInUse, RequestsPaid } from '@holdfast/runs/contracts';
import { stepContext, type WorkerEnvironment } from '../worker-environment.ts';
import type { HeldLease } from './held-lease.ts';
import type { Standing } from './lane.ts';
import { isPlanning, type PaidWork } from './paid-work.ts';

/** A piece of work whose requests its run pays: with which account it goes on, with which it does not, and what it has cost. */
export class PayingTask implements Standing {
  readonly environment: WorkerEnvironment;
  readonly work: PaidWork;
  /** Aborts when the work is stopped, and when it has ended. */
  readonly signal: AbortSignal;
  /** Accounts that do not see what others see of its repository. */
  readonly blind = new Set<string>();
  /** Credentials that it has seen rejected. */
  readonly avoided = new Set<string>();
  readonly #end = new AbortController();
  readonly #last = new Map<Bucket, HeldLease>();
  readonly #paid = new Map<string, RequestsPaid>();
  #account: AccountInUse | null = null;

  constructor(environment: WorkerEnvironment, work: PaidWork, signal: AbortSignal) {
    this.environment = environment;
    this.work = work;
    this.signal = AbortSignal.any([signal, this.#end.signal]);
  }

  get isPlanning(): boolean {
    return isPlanning(this.work);
  }

  /** Null for a listing. */
  get repository(): string | null {
    return this.work.repository?.fullName ?? null;
  }

  waits(): Disposable {
    return this.environment.waiting();
  }

  /** The lease that the last request of the bucket was paid from. */
  last(bucket: Bucket): HeldLease | undefined {
    return this.#last.get(bucket);
  }

  /** Where it stays while it can. */
  accountFor(bucket: Bucket): AccountInUse | null {
    return this.#last.get(bucket)?.lease.account ?? this.#account;
  }

  goesOnWith(held: HeldLease): void {
    this.#account = held.lease.account;
    this.#last.set(held.lease.bucket, held);
  }

  count({ bucket, account: { accountId, credentialId } }: HeldLease['lease'], requests: number): void {
    const key = `${credentialId} ${bucket}`;
    const count = (this.#paid.get(key)?.count ?? 0) + requests;
    this.#paid.set(key, { credentialId, accountId, bucket, count });
  }

  get paid(): readonly RequestsPaid[] {
    return [...this.#paid.values()];
  }

  end(): void {
    this.#end.abort();
  }

  context(): CommandContext {
    return stepContext(this.environment, this.work.runId);
  }
}
