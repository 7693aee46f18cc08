import type { Bucket, CredentialSource, CredentialUse, RequestOutcome } from '@holdfast/bitbucket';
import type { RequestsPaid, SwitchReason } from '@holdfast/runs/contracts';
import { reportSwitch } from './account-switches.ts';
import type { HeldLease } from './held-lease.ts';
import type { PayingTask } from './paying-task.ts';
import { NoCredentialLeftError, type RunLeases, type Taken } from './run-leases.ts';
import { secretOf } from './secret-of.ts';

/** Has the requests of one piece of work paid by its run, and says so when it goes on with another account. */
export class TaskCredentials implements CredentialSource {
  readonly #leases: RunLeases;
  readonly #task: PayingTask;
  readonly #onClose: () => Promise<void>;
  readonly #heldOf = new WeakMap<CredentialUse, HeldLease>();

  constructor(leases: RunLeases, task: PayingTask, onClose: () => Promise<void>) {
    this.#leases = leases;
    this.#task = task;
    this.#onClose = onClose;
  }

  async next(bucket: Bucket): Promise<CredentialUse> {
    for (;;) {
      const before = this.#task.last(bucket);
      const taken = await this.#leases.take(bucket, this.#task);
      const use = await this.#useOf(taken);
      if (use && (await this.#goesOnWith(taken, before))) return use;
    }
  }

  async another(bucket: Bucket, doubted: CredentialUse): Promise<CredentialUse | null> {
    const { accountId } = this.#doubtedLease(doubted).lease.account;
    if (this.#task.isPlanning) return null;
    try {
      for (;;) {
        const use = await this.#useOf(await this.#leases.take(bucket, this.#task, accountId));
        if (use) return use;
      }
    } catch (error) {
      if (error instanceof NoCredentialLeftError) return null;
      throw error;
    }
  }

  async sawMore(bucket: Bucket, doubted: CredentialUse, other: CredentialUse): Promise<void> {
    const from = this.#doubtedLease(doubted);
    this.#task.blind.add(from.lease.account.accountId);
    const to = this.#doubtedLease(other);
    this.#task.goesOnWith(to);
    await reportSwitch(this.#task, from.lease, to.lease, 'NOT_VISIBLE');
  }

  /** What the work has cost so far, by who paid. */
  get paid(): readonly RequestsPaid[] {
    return this.#task.paid;
  }

  /** Nothing is paid any more. May be called again. */
  close(): Promise<void> {
    return this.#onClose();
  }

  /** Null when the credential is gone: its lease is not used again. */
  async #useOf(taken: Taken): Promise<CredentialUse | null> {
    const { credentialId } = taken.held.lease.account;
    const secret = await secretOf(this.#task, credentialId).catch(async (error: unknown) => {
      await this.#leases.answered(taken, 0);
      throw error;
    });
    if (secret === null) {
      this.#leases.refusals.withdraw(credentialId);
      await this.#leases.answered(taken, 0);
      return null;
    }
    const settle = (outcome: RequestOutcome, requests = 1) => this.#settle(taken, secret, outcome, Math.max(1, requests));
    const use = { secret, settle };
    this.#heldOf.set(use, taken.held);
    return use;
  }

  async #settle(taken: Taken, secret: CredentialUse['secret'], outcome: RequestOutcome, requests: number): Promise<void> {
    const { held } = taken;
    this.#task.count(held.lease, requests);
    if (outcome.kind !== 'unanswered') this.#task.environment.progress();
    try {
      await this.#leases.refusals.note(held, this.#task, secret, outcome);
      if (outcome.kind === 'served' || outcome.kind === 'rate_limited') await this.#leases.choice.hear(held, outcome.hints, this.#task);
    } finally {
      await this.#leases.answered(taken, requests);
    }
  }

  /** Answers false when the orchestrator has moved the task to another lease meanwhile: what was taken is given back. */
  async #goesOnWith(taken: Taken, from: HeldLease | undefined): Promise<boolean> {
    let isSo = false;
    try {
      isSo = this.#task.last(taken.held.lease.bucket) === from && (await this.#leaves(from, taken.held));
    } finally {
      if (!isSo) await this.#leases.answered(taken, 0);
    }
    return isSo;
  }

  async #leaves(from: HeldLease | undefined, to: HeldLease): Promise<boolean> {
    this.#task.goesOnWith(to);
    if (!from || from.lease.account.credentialId === to.lease.account.credentialId || this.#task.isPlanning) return true;
    const isNews = await reportSwitch(this.#task, from.lease, to.lease, this.#reasonFor(from));
    return isNews || !(await this.#leases.refusals.hasMoved(this.#task, from));
  }

  #reasonFor({ refused, lease: { bucket, account } }: HeldLease): SwitchReason {
    if (refused) return refused;
    if (this.#task.blind.has(account.accountId)) return 'NOT_VISIBLE';
    if (this.#leases.choice.isNear(bucket, account.accountId)) return 'NEAR_LIMIT';
    return this.#leases.choice.standings.has(bucket, account.credentialId) ? 'QUOTA_SPENT' : 'CREDENTIAL_DISABLED';
  }

  #doubtedLease(use: CredentialUse): HeldLease {
    const held = this.#heldOf.get(use);
    if (!held) throw new Error('this use is none of this task');
    return held;
  }
}
