import { isDeepStrictEqual } from 'node:util';
import type { Bucket, CredentialSecret, CredentialSource, CredentialUse, RequestOutcome } from '@holdfast/bitbucket';
import { DomainError, type PositionedEvent } from '@holdfast/event-sourcing';
import { ReportOnRun, run, type Lease, type LeaseAnswer } from '@holdfast/runs';
import { runStream, type AccountInUse, type SwitchReason } from '@holdfast/runs/contracts';
import { SecretNotFoundError, type SecretAccess } from '@holdfast/secrets';
import { stepContext, type WorkerEnvironment } from '../worker-environment.ts';
import { AccountSwitches, type Decision } from './account-switches.ts';
import { EventSignal } from './event-signal.ts';
import { isPlanning, type PaidWork } from './paid-work.ts';

/** No credential of the plan works, or none that this work has not seen refused. */
export class NoCredentialLeftError extends DomainError {
  constructor() {
    super('conflict', 'NO_CREDENTIAL_LEFT', 'No credential that the plan may use works at present.');
  }
}

interface HeldLease extends Lease {
  spent: number;
  refused: SwitchReason | null;
  decision: Promise<Decision> | null;
}

/** An event after which an account may have requests that it had not before. */
const wakingEvents = new Set([
  'QuotaLeaseSettled',
  'PlanCredentialEnabled',
  'AdditionalCredentialsSwitchedOn',
  'CredentialVerified',
  'CredentialSecretRotated',
]);

/**
 * Pays each request of one piece of work from leases: one lease a bucket, renewed when it is spent or has run out, moved to another account
 * when the account is refused. While no account has requests left it waits, says so on the run, and goes on by itself. For one request at a
 * time; `close` settles what is open.
 */
export class LeasedCredentials implements CredentialSource {
  readonly #environment: WorkerEnvironment;
  readonly #work: PaidWork;
  readonly #signal: AbortSignal;
  readonly #switches: AccountSwitches;
  readonly #held = new Map<Bucket, HeldLease>();
  readonly #avoided: string[] = [];
  #account: AccountInUse | null = null;
  /** Whether the run waits, as far as this work knows; undefined until it has looked, since the wait may be older than the process. */
  #throttled: boolean | undefined;

  constructor(environment: WorkerEnvironment, work: PaidWork, signal: AbortSignal, switches = new AccountSwitches(environment, work)) {
    this.#environment = environment;
    this.#work = work;
    this.#signal = signal;
    this.#switches = switches;
  }

  async next(bucket: Bucket): Promise<CredentialUse> {
    for (;;) {
      const lease = await this.#usableLease(bucket);
      const secret = await this.#secretOf(lease.account.credentialId);
      if (secret === null) {
        this.#withdraw(lease);
        continue;
      }
      lease.spent += 1;
      return { secret, settle: (outcome) => this.#settleUse(lease, secret, outcome) };
    }
  }

  /** Counts requests beyond the one that `next` gave: git sends several for one command. */
  spendMore(bucket: Bucket, requests: number): void {
    const lease = this.#held.get(bucket);
    if (lease) lease.spent += Math.max(0, requests);
  }

  /** Settles every lease. May be called again. */
  async close(): Promise<void> {
    for (const bucket of [...this.#held.keys()]) await this.#giveBack(bucket);
  }

  async #usableLease(bucket: Bucket): Promise<HeldLease> {
    let last: HeldLease | undefined;
    for (;;) {
      this.#signal.throwIfAborted();
      const held = this.#held.get(bucket);
      if (held && this.#isUsable(held)) return held;
      last = held ?? last;
      await this.#renew(bucket, last);
    }
  }

  #isUsable({ refused, spent, requests, expiresAt }: HeldLease): boolean {
    return refused === null && spent < requests && this.#now() < expiresAt;
  }

  /** `last` is what the work had of the bucket until now, given back already if it had to wait since. */
  async #renew(bucket: Bucket, last: HeldLease | undefined): Promise<void> {
    await this.#giveBack(bucket);
    const decision = await last?.decision;
    if (decision?.kind === 'moved') {
      this.#hold(decision.lease);
      return;
    }
    if (decision?.kind === 'throttled') this.#throttled = true;
    // It listens before it asks: what changes while it asks must wake it as well.
    using waking = new EventSignal(this.#environment.readModels, (event) => (this.#isWaking(event) ? true : undefined));
    const answer = await this.#askForLease(bucket, last?.refused ? null : (last?.account ?? this.#account));
    if (answer.kind === 'granted') await this.#goOnWith(answer, last);
    else if (answer.kind === 'no-credential') throw new NoCredentialLeftError();
    else await this.#wait(answer, waking);
  }

  /** What it gives back itself is no news to it. */
  #isWaking({ type, data }: PositionedEvent): boolean {
    return wakingEvents.has(type) && (data as { readonly taskId?: string }).taskId !== this.#work.taskId;
  }

  #askForLease(bucket: Bucket, current: AccountInUse | null): Promise<LeaseAnswer> {
    const request = {
      ...this.#work,
      bucket,
      payers: isPlanning(this.#work) ? ('primary' as const) : ('all' as const),
      currentAccountId: current?.accountId ?? null,
      refusedAccountId: null,
      avoidCredentials: this.#avoided,
    };
    return this.#environment.leases.acquire(request, stepContext(this.#environment, this.#work.runId));
  }

  async #goOnWith({ lease, candidates }: Extract<LeaseAnswer, { kind: 'granted' }>, last: HeldLease | undefined): Promise<void> {
    this.#hold(lease);
    const isOver = this.#throttled ?? (await this.#isWaitOverdue());
    this.#throttled = false;
    if (isOver) await this.#reportOnRun({ type: 'ResumeRun', runId: this.#work.runId });
    if (last && last.account.accountId !== lease.account.accountId) await this.#switches.report(last, lease, reasonFor(last, candidates));
  }

  /** Whoever waited may be gone: a process that was stopped, a task that ended. */
  async #isWaitOverdue(): Promise<boolean> {
    const { state } = await this.#environment.repository.load(run, runStream(this.#work.runId));
    return state.status !== 'none' && state.resumesAt !== null && state.resumesAt <= this.#now();
  }

  #hold(lease: Lease): void {
    this.#account = lease.account;
    this.#held.set(lease.bucket, { ...lease, spent: 0, refused: null, decision: null });
  }

  /** While it waits it holds nothing: others may need just that. */
  async #wait(answer: Exclude<LeaseAnswer, { kind: 'granted' | 'no-credential' }>, waking: EventSignal<true>): Promise<void> {
    await this.close();
    const until = answer.kind === 'busy' ? answer.until : answer.resumesAt;
    if (answer.kind === 'throttled') await this.#reportThrottled(answer);
    await waking.within(until + 1 - this.#now(), this.#signal);
  }

  async #reportThrottled({ resumesAt, accounts }: Extract<LeaseAnswer, { kind: 'throttled' }>): Promise<void> {
    this.#throttled = true;
    await this.#reportOnRun({ type: 'ThrottleRun', runId: this.#work.runId, resumesAt, accounts });
  }

  async #settleUse(lease: HeldLease, secret: CredentialSecret, outcome: RequestOutcome): Promise<void> {
    if (outcome.kind === 'served' || outcome.kind === 'unanswered' || lease.refused !== null) return;
    if (outcome.kind === 'rejected' && !(await this.#isPresent(lease, secret))) return;
    const spender = this.#spenderOf(lease);
    const context = stepContext(this.#environment, this.#work.runId);
    if (outcome.kind === 'rate_limited') {
      lease.refused = 'RATE_LIMITED';
      lease.decision = this.#switches.decisionOn(lease, this.#signal);
      const { retryAfterSeconds } = outcome;
      await this.#environment.ledgers.decide({ type: 'ReportRateLimit', spender, retryAfterSeconds }, context);
    } else {
      lease.refused = 'CREDENTIAL_REJECTED';
      this.#avoided.push(lease.account.credentialId);
      lease.decision = this.#switches.decisionOn(lease, this.#signal);
      await this.#environment.ledgers.decide({ type: 'ReportRejection', spender, reason: outcome.reason }, context);
    }
  }

  async #reportOnRun(report: ReportOnRun['data']): Promise<void> {
    await this.#environment.commands.execute(new ReportOnRun(report, stepContext(this.#environment, this.#work.runId)));
  }

  async #giveBack(bucket: Bucket): Promise<void> {
    const lease = this.#held.get(bucket);
    if (!lease) return;
    this.#held.delete(bucket);
    const context = stepContext(this.#environment, this.#work.runId);
    await this.#environment.ledgers.decide({ type: 'SettleQuotaLease', spender: this.#spenderOf(lease), spent: lease.spent }, context);
  }

  #spenderOf({ bucket, leaseId, account: { accountId, credentialId } }: Lease) {
    return { ...this.#paidFor(), accountId, bucket, leaseId, credentialId };
  }

  #paidFor() {
    const { organizationId, runId, taskId } = this.#work;
    return { organizationId, runId, taskId };
  }

  /** As it is this moment: it may be replaced or removed at any time. Null when it is gone. */
  async #secretOf(credentialId: string): Promise<CredentialSecret | null> {
    try {
      return (await this.#environment.secrets.get(credentialId, this.#access())).reveal() as unknown as CredentialSecret;
    } catch (error) {
      if (error instanceof SecretNotFoundError) return null;
      throw error;
    }
  }

  /** Whether the secret that was sent is still the credential's: otherwise its rejection is no news, and the next request goes with another. */
  async #isPresent(lease: HeldLease, sent: CredentialSecret): Promise<boolean> {
    return isDeepStrictEqual(await this.#secretOf(lease.account.credentialId), sent);
  }

  /** The credential was removed: not one more request with it. */
  #withdraw(lease: HeldLease): void {
    lease.refused = 'CREDENTIAL_DISABLED';
    this.#avoided.push(lease.account.credentialId);
  }

  #access(): SecretAccess {
    const { organizationId, runId, taskId } = this.#work;
    const what = isPlanning(this.#work) ? { reason: 'PLANNING', taskId: null } : { reason: 'CAPTURE', taskId };
    return { ...stepContext(this.#environment, runId), organizationId, runId, ...what };
  }

  #now(): number {
    return this.#environment.clock().getTime();
  }
}

function reasonFor({ refused, account }: HeldLease, candidates: readonly AccountInUse[]): SwitchReason {
  if (refused) return refused;
  return candidates.some(({ credentialId }) => credentialId === account.credentialId) ? 'QUOTA_SPENT' : 'CREDENTIAL_DISABLED';
}
