import { slotEnd, type BucketRules, type SentRequests } from '@holdfast/quota';
import type { Lease } from '@holdfast/runs';
import type { SwitchReason } from '@holdfast/runs/contracts';
import type { PayingTask } from './paying-task.ts';

/** A lease that is being spent: what is left of it, what is on the way, and when its answers came. Times are milliseconds since 1970. */
export class HeldLease {
  readonly lease: Lease;
  /** The task that asked for it; the whole run spends it. */
  readonly grantedTo: PayingTask;
  /** When this process got it. */
  readonly since: number;
  /** Why nothing more is sent with it. */
  refused: SwitchReason | null = null;
  /** It is being settled, or has been. */
  isEnding = false;
  readonly #rules: BucketRules;
  readonly #sent = new Map<number, number>();
  #taken = 0;
  #onTheWay = 0;
  #usedAt: number;

  constructor(lease: Lease, grantedTo: PayingTask, rules: BucketRules, now: number) {
    this.lease = lease;
    this.grantedTo = grantedTo;
    this.#rules = rules;
    this.since = now;
    this.#usedAt = now;
  }

  get left(): number {
    return Math.max(0, this.lease.requests - this.#taken);
  }

  isUsable(now: number): boolean {
    return this.refused === null && !this.isEnding && this.left > 0 && now < this.lease.expiresAt;
  }

  /** Takes so many requests, or what is left, for something that is now on its way. Answers how many. */
  take(requests: number, now: number): number {
    const taken = Math.min(requests, this.left);
    this.#taken += taken;
    this.#onTheWay += 1;
    this.#usedAt = now;
    return taken;
  }

  /** It is answered, or given up: so many requests were sent of those that were taken. More than that are counted as well. */
  answered(taken: number, sent: number, now: number): void {
    this.#taken += sent - taken;
    this.#onTheWay -= 1;
    this.#usedAt = now;
    const slot = slotEnd(now, this.#rules);
    if (sent > 0) this.#sent.set(slot, (this.#sent.get(slot) ?? 0) + sent);
  }

  get isQuiet(): boolean {
    return this.#onTheWay === 0;
  }

  /** Whether nothing is on the way, and nobody will or needs to spend more of it. */
  isDone(now: number, idleMs: number): boolean {
    return this.isQuiet && !this.isEnding && (!this.isUsable(now) || now - this.#usedAt >= idleMs);
  }

  settlement(): { readonly spent: number; readonly sent: readonly SentRequests[] } {
    const sent = [...this.#sent].map(([until, requests]) => ({ until, requests }));
    return { spent: sent.reduce((sum, { requests }) => sum + requests, 0), sent };
  }
}
