import type { Bucket, CredentialSecret, CredentialSource, CredentialUse, RequestOutcome } from '@holdfast/bitbucket';
import { DomainError, type PositionedEvent } from '@holdfast/event-sourcing';
import { ReportOnRun, ReportOnTask, type Lease, type LeaseAnswer } from '@holdfast/runs';
import type { AccountInUse, RunThrottled, SwitchReason, TaskCredentialSwitched } from '@holdfast/runs/contracts';
import { stepContext, type WorkerEnvironment } from '../worker-environment.ts';
import { nextEvent } from './event-signal.ts';

/** What is paid for: a task, or a run while it is planned (then `taskId` is the run's id). */
export interface PaidWork {
  readonly organizationId: string;
  readonly planId: string;
  readonly runId: string;
  readonly taskId: string;
}

/** No credential of the plan works, or none that this work has not seen refused. */
export class NoCredentialLeftError extends DomainError {
  constructor() {
    super('conflict', 'NO_CREDENTIAL_LEFT', 'No credential that the plan may use works at present.');
  }
}

interface HeldLease extends Lease {
  spent: number;
  refused: SwitchReason | null;
  /** What the saga makes of the refusal: the lease to go on with, or null when it found none or said nothing in time. */
  decision: Promise<Lease | null> | null;
}

/** A worker that hears nothing from the orchestrator for so long helps itself. */
const DECISION_PATIENCE_MS = 2_000;

/** An event after which an account may have requests that it had not before. */
const wakingEvents = new Set(['QuotaLeaseSettled', 'PlanCredentialEnabled', 'AdditionalCredentialsSwitchedOn', 'CredentialVerified']);

/**
 * Pays each request of one piece of work from leases: one lease a bucket, renewed when it is spent or has run out, moved to another account
 * when the account is refused. While no account has requests left it waits, says so on the run, and goes on by itself. For one request at a
 * time; `close` settles what is open.
 */
export class LeasedCredentials implements CredentialSource {
  readonly #environment: WorkerEnvironment;
  readonly #work: PaidWork;
  readonly #signal: AbortSignal;
  readonly #held = new Map<Bucket, HeldLease>();
  readonly #avoided: string[] = [];
  readonly #secrets = new Map<string, CredentialSecret>();
  #account: AccountInUse | null = null;
  #throttled = false;

  constructor(environment: WorkerEnvironment, work: PaidWork, signal: AbortSignal) {
    this.#environment = environment;
    this.#work = work;
    this.#signal = signal;
  }

  async next(bucket: Bucket): Promise<CredentialUse> {
    const lease = await this.#usableLease(bucket);
    lease.spent += 1;
    const secret = await this.#secretOf(lease.account.credentialId);
    return { secret, settle: (outcome) => this.#settleUse(lease, outcome) };
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
    for (;;) {
      this.#signal.throwIfAborted();
      const held = this.#held.get(bucket);
      if (held && this.#isUsable(held)) return held;
      await this.#renew(bucket, held);
    }
  }

  #isUsable({ refused, spent, requests, expiresAt }: HeldLease): boolean {
    return refused === null && spent < requests && this.#now() < expiresAt;
  }

  async #renew(bucket: Bucket, held: HeldLease | undefined): Promise<void> {
    await this.#giveBack(bucket);
    const decided = await held?.decision;
    if (decided) {
      this.#hold(decided);
      return;
    }
    const refusedAccount = held?.refused ? null : (held?.account ?? this.#account);
    const answer = await this.#askForLease(bucket, refusedAccount);
    if (answer.kind === 'granted') await this.#goOnWith(answer, held);
    else if (answer.kind === 'no-credential') throw new NoCredentialLeftError();
    else await this.#wait(answer);
  }

  #askForLease(bucket: Bucket, current: AccountInUse | null): Promise<LeaseAnswer> {
    const request = {
      ...this.#work,
      bucket,
      currentAccountId: current?.accountId ?? null,
      refusedAccountId: null,
      avoidCredentials: this.#avoided,
    };
    return this.#environment.leases.acquire(request, stepContext(this.#environment, this.#work.runId));
  }

  async #goOnWith({ lease, candidates }: Extract<LeaseAnswer, { kind: 'granted' }>, held: HeldLease | undefined): Promise<void> {
    this.#hold(lease);
    if (this.#throttled) {
      this.#throttled = false;
      await this.#reportOnRun({ type: 'ResumeRun', runId: this.#work.runId });
    }
    if (held && held.account.accountId !== lease.account.accountId) await this.#reportSwitch(held, lease, candidates);
  }

  #hold(lease: Lease): void {
    this.#account = lease.account;
    this.#held.set(lease.bucket, { ...lease, spent: 0, refused: null, decision: null });
  }

  /** While it waits it holds nothing: others may need just that. */
  async #wait(answer: Exclude<LeaseAnswer, { kind: 'granted' | 'no-credential' }>): Promise<void> {
    await this.close();
    const until = answer.kind === 'busy' ? answer.until : answer.resumesAt;
    if (answer.kind === 'throttled') {
      const { resumesAt, accounts } = answer;
      this.#throttled = true;
      await this.#reportOnRun({ type: 'ThrottleRun', runId: this.#work.runId, resumesAt, accounts });
    }
    const woken = ({ type }: PositionedEvent) => (wakingEvents.has(type) ? true : undefined);
    await nextEvent(this.#environment.readModels, woken, { until: until + 1, now: this.#now(), signal: this.#signal });
  }

  async #settleUse(lease: HeldLease, outcome: RequestOutcome): Promise<void> {
    if (outcome.kind === 'served' || outcome.kind === 'unanswered' || lease.refused !== null) return;
    const spender = this.#spenderOf(lease);
    const context = stepContext(this.#environment, this.#work.runId);
    if (outcome.kind === 'rate_limited') {
      lease.refused = 'RATE_LIMITED';
      lease.decision = this.#decisionOn(lease);
      const { retryAfterSeconds } = outcome;
      await this.#environment.ledgers.decide({ type: 'ReportRateLimit', spender, retryAfterSeconds }, context);
    } else {
      lease.refused = 'CREDENTIAL_REJECTED';
      this.#avoided.push(lease.account.credentialId);
      lease.decision = this.#decisionOn(lease);
      await this.#environment.ledgers.decide({ type: 'ReportRejection', spender, reason: outcome.reason }, context);
    }
  }

  /** The orchestrator moves the task to another account; a run that is being planned is no task, and helps itself. */
  #decisionOn({ leaseId, bucket }: Lease): Promise<Lease | null> | null {
    const { taskId, runId } = this.#work;
    if (taskId === runId) return null;
    const answer = (event: PositionedEvent): { lease: Lease | null } | undefined => {
      if (isThrottled(event) && event.data.runId === runId) return { lease: null };
      if (!isSwitch(event) || event.data.fromLeaseId !== leaseId) return undefined;
      const { lease, to } = event.data;
      return { lease: { ...lease, bucket, account: to, expiresAt: Date.parse(lease.expiresAt) } };
    };
    const now = this.#now();
    const heard = nextEvent(this.#environment.readModels, answer, { until: now + DECISION_PATIENCE_MS, now, signal: this.#signal });
    return heard.then(
      (found) => found?.lease ?? null,
      () => null,
    );
  }

  async #reportSwitch(held: HeldLease, lease: Lease, candidates: readonly AccountInUse[]): Promise<void> {
    const { taskId, runId } = this.#work;
    if (taskId === runId) return;
    const stillEnabled = candidates.some(({ credentialId }) => credentialId === held.account.credentialId);
    const reason = held.refused ?? (stillEnabled ? 'QUOTA_SPENT' : 'CREDENTIAL_DISABLED');
    const { leaseId, requests, expiresAt, bucket } = lease;
    const report = {
      type: 'SwitchTaskCredential',
      ...{ taskId, bucket, from: held.account, to: lease.account, reason, fromLeaseId: held.leaseId },
      lease: { leaseId, requests, expiresAt: new Date(expiresAt).toISOString() },
    } as const;
    await this.#environment.commands.execute(new ReportOnTask(report, stepContext(this.#environment, runId)));
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

  async #secretOf(credentialId: string): Promise<CredentialSecret> {
    const known = this.#secrets.get(credentialId);
    if (known) return known;
    const secret = (await this.#environment.secrets.get(credentialId)).reveal() as unknown as CredentialSecret;
    this.#secrets.set(credentialId, secret);
    return secret;
  }

  #now(): number {
    return this.#environment.clock().getTime();
  }
}

const isThrottled = (event: PositionedEvent): event is PositionedEvent<RunThrottled> => event.type === 'RunThrottled';
const isSwitch = (event: PositionedEvent): event is PositionedEvent<TaskCredentialSwitched> => event.type === 'TaskCredentialSwitched';
