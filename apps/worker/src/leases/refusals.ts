import { isDeepStrictEqual } from 'node:util';
import type { Bucket, CredentialSecret, RequestOutcome } from '@holdfast/bitbucket';
import type { Lease } from '@holdfast/runs';
import { decisionOn } from './account-switches.ts';
import type { HeldLease } from './held-lease.ts';
import { spenderOf, type LeaseBook } from './lease-book.ts';
import type { PayingTask } from './paying-task.ts';
import { secretOf } from './secret-of.ts';
import { within } from './within.ts';

/** A run that has no other lease waits so long for the orchestrator's word on a refusal; then it helps itself. */
const PATIENCE_MS = 700;
/** One that could go on at once waits so long with the request that was refused, so that the decision is the orchestrator's. */
const PATIENCE_WITH_OTHERS_MS = 250;

/** What is stored reaches the read models of this process within this time. */
const LONGEST_LAG_MS = 5_000;

interface Pending {
  readonly task: PayingTask;
  readonly moved: Promise<HeldLease | null>;
}

export interface RefusalOptions {
  readonly book: LeaseBook;
  /** The orchestrator found this lease for the task. The whole run may spend it. */
  readonly onMoved: (lease: Lease, task: PayingTask) => HeldLease;
  /** Instead of the usual patience, in milliseconds. */
  readonly patienceMs?: number | undefined;
}

/** What the provider has against accounts, told once however many requests of the run met it; and the orchestrator's word on it. */
export class Refusals {
  /** Credentials that were rejected, and not tried with success since. */
  readonly avoided = new Set<string>();
  readonly #options: RefusalOptions;
  readonly #pending = new Map<Bucket, Pending>();
  readonly #moves = new WeakMap<HeldLease, Promise<HeldLease | null>>();

  constructor(options: RefusalOptions) {
    this.#options = options;
  }

  async note(held: HeldLease, task: PayingTask, secret: CredentialSecret, outcome: RequestOutcome): Promise<void> {
    if (outcome.kind === 'rate_limited') await this.#rateLimited(held, task, outcome.retryAfterSeconds);
    if (outcome.kind === 'rejected') await this.#rejected(held, task, secret, outcome.reason);
  }

  /** The credential is gone: not one more request with it. */
  withdraw(credentialId: string): void {
    this.avoided.add(credentialId);
    this.#options.book.refuse('CREDENTIAL_DISABLED', ({ account }) => account.credentialId === credentialId);
  }

  /** Waits for the orchestrator's word on a refusal in the bucket, of the task if one is named, but not for long. */
  async word(bucket: Bucket, signal: AbortSignal, task?: PayingTask): Promise<void> {
    const pending = this.#pending.get(bucket);
    if (!pending || (task && pending.task !== task)) return;
    const hasOthers = this.#options.book.usable(bucket).length > 0;
    const patience = this.#options.patienceMs ?? (hasOthers ? PATIENCE_WITH_OTHERS_MS : PATIENCE_MS);
    await within(pending.moved, patience, signal);
    if (this.#pending.get(bucket) === pending) this.#pending.delete(bucket);
  }

  /** Whether the orchestrator has moved the task from this lease, as its stream says: then the task goes on with what it was moved to. */
  async hasMoved(task: PayingTask, from: HeldLease): Promise<boolean> {
    const moved = await within(this.#moves.get(from) ?? Promise.resolve(null), LONGEST_LAG_MS, task.signal);
    if (moved) task.goesOnWith(moved);
    return moved !== null;
  }

  async #rateLimited(held: HeldLease, task: PayingTask, retryAfterSeconds: number | null): Promise<void> {
    if (held.refused !== null) return;
    const { bucket, account } = held.lease;
    const { book } = this.#options;
    book.refuse('RATE_LIMITED', (lease) => lease.bucket === bucket && lease.account.accountId === account.accountId);
    this.#expectDecision(held, task);
    const spender = spenderOf(held, task);
    await task.environment.ledgers.decide({ type: 'ReportRateLimit', spender, retryAfterSeconds }, task.context());
  }

  async #rejected(held: HeldLease, task: PayingTask, secret: CredentialSecret, reason: string): Promise<void> {
    const { credentialId } = held.lease.account;
    if (held.refused !== null || !(await isPresent(task, credentialId, secret)) || this.avoided.has(credentialId)) return;
    this.avoided.add(credentialId);
    task.avoided.add(credentialId);
    this.#options.book.refuse('CREDENTIAL_REJECTED', ({ account }) => account.credentialId === credentialId);
    this.#expectDecision(held, task);
    await task.environment.ledgers.decide({ type: 'ReportRejection', spender: spenderOf(held, task), reason }, task.context());
  }

  /** A run that is being planned is no task, and helps itself. */
  #expectDecision(from: HeldLease, task: PayingTask): void {
    if (task.isPlanning) return;
    const moved = decisionOn(from.lease, task).then((decision) => {
      if (decision.kind !== 'moved') return null;
      const held = this.#options.onMoved(decision.lease, task);
      if (task.last(from.lease.bucket) === from) task.goesOnWith(held);
      return held;
    });
    this.#moves.set(from, moved);
    this.#pending.set(from.lease.bucket, { task, moved });
  }
}

/** Whether the secret that was sent is still the credential's: otherwise its rejection is no news, and the next request goes with another. */
async function isPresent(task: PayingTask, credentialId: string, sent: CredentialSecret): Promise<boolean> {
  return isDeepStrictEqual(await secretOf(task, credentialId), sent);
}
