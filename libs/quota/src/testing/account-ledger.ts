import { account, type AccountCommand, type Spender } from '../account.decider.ts';
import type { AccountEvent } from '../account.events.ts';
import { ledgerOf, type AccountState } from '../account.state.ts';
import { availableFrom } from '../balance.ts';
import type { BucketRules, QuotaRules } from '../bucket.ts';
import { slotEnd } from '../slot.ts';
import type { Timeline } from './timeline.ts';

export interface SimulatedLease {
  readonly leaseId: string;
  readonly runId: string;
  readonly requests: number;
  readonly expiresAt: number;
}

type Intention = AccountCommand extends infer Command ? (Command extends AccountCommand ? Omit<Command, 'now' | 'rules'> : never) : never;

/** The stream of one account, on a timeline. */
export class AccountLedger {
  readonly events: AccountEvent[] = [];
  state: AccountState = account.initialState;
  /** What it takes to ask for a lease. */
  readonly tripMs: number;
  readonly windowMs: number;
  readonly #timeline: Timeline;
  readonly #rules: BucketRules;
  readonly #listeners: (() => void)[] = [];

  constructor(timeline: Timeline, rules: BucketRules, tripMs: number) {
    this.#timeline = timeline;
    this.#rules = rules;
    this.tripMs = tripMs;
    this.windowMs = rules.windowSeconds * 1000;
  }

  /** Whole milliseconds, as clocks show them. */
  now(): number {
    return Math.floor(this.#timeline.now);
  }

  onSettled(listener: () => void): void {
    this.#listeners.push(listener);
  }

  grant(runId: string): SimulatedLease | { readonly from: number } {
    const leaseId = `l${this.events.length}`;
    const choice = { rule: 'test', candidates: [] };
    const [granted] = this.#decide({ type: 'GrantQuotaLease', spender: spenderOf(runId, leaseId), choice });
    if (granted?.type === 'QuotaLeaseGranted')
      return { leaseId, runId, requests: granted.data.requests, expiresAt: Date.parse(granted.data.expiresAt) };
    return { from: availableFrom(ledgerOf(this.state, 'api'), this.#rules, this.now(), runId) };
  }

  settle({ leaseId, runId }: SimulatedLease, answeredAt: readonly number[]): void {
    const bySlot = Map.groupBy(answeredAt, (at) => slotEnd(at, this.#rules));
    const sent = [...bySlot].map(([until, { length }]) => ({ until, requests: length }));
    this.#decide({ type: 'SettleQuotaLease', spender: spenderOf(runId, leaseId), spent: answeredAt.length, sent });
    for (const listener of this.#listeners) listener();
  }

  refuse({ leaseId, runId }: SimulatedLease): void {
    this.#decide({ type: 'ReportRateLimit', spender: spenderOf(runId, leaseId), retryAfterSeconds: null });
  }

  #decide(intention: Intention): readonly AccountEvent[] {
    const rules: QuotaRules = { api: this.#rules, git: this.#rules, raw: this.#rules, webhooks: this.#rules };
    const events = account.decide({ ...intention, now: this.now(), rules }, this.state);
    this.events.push(...events);
    this.state = events.reduce(account.evolve, this.state);
    return events;
  }
}

function spenderOf(runId: string, leaseId: string): Spender {
  return { accountId: 'ann', bucket: 'api', leaseId, organizationId: 'o', runId, taskId: runId, credentialId: 'c' };
}
