import type { Bucket } from '@holdfast/bitbucket';
import type { Spender } from '@holdfast/quota';
import type { Lease } from '@holdfast/runs';
import type { SwitchReason } from '@holdfast/runs/contracts';
import type { WorkerEnvironment } from '../worker-environment.ts';
import { HeldLease } from './held-lease.ts';
import type { PayingTask } from './paying-task.ts';

type Ground = Pick<WorkerEnvironment, 'ledgers' | 'clock'>;

/** Unspent requests are given back after a fiftieth of the window, or this. */
const LONGEST_IDLE_MS = 5_000;

/** The leases that a run holds in this process, from the grant to the settlement. */
export class LeaseBook {
  readonly #ground: Ground;
  readonly #onEnd: (bucket: Bucket) => void;
  readonly #held = new Set<HeldLease>();
  #stopTidying: () => void = () => undefined;
  #isOpen = false;

  /** `onEnd` hears of each settlement: what was not spent is free again, and what was is known. */
  constructor(ground: Ground, onEnd: (bucket: Bucket) => void) {
    this.#ground = ground;
    this.#onEnd = onEnd;
  }

  /** Gives back, from now on, what is no longer used. */
  open(): void {
    this.#isOpen = true;
    const shortest = Math.min(...(['api', 'git', 'raw', 'webhooks'] as const).map((bucket) => this.#idleMs(bucket)));
    const tidying = setInterval(() => void this.#tidy(), shortest / 2).unref();
    this.#stopTidying = () => {
      clearInterval(tidying);
    };
  }

  /** Gives back, from now on, whatever nobody is using this moment. */
  close(): void {
    this.#isOpen = false;
    this.#stopTidying();
  }

  hold(lease: Lease, task: PayingTask): HeldLease {
    const held = new HeldLease(lease, task, this.#ground.ledgers.rules[lease.bucket], this.#now());
    this.#held.add(held);
    return held;
  }

  usable(bucket: Bucket): readonly HeldLease[] {
    const now = this.#now();
    return [...this.#held].filter((held) => held.lease.bucket === bucket && held.isUsable(now));
  }

  /** Nothing more is sent with these leases. */
  refuse(reason: SwitchReason, isMeant: (lease: Lease, since: number) => boolean): void {
    for (const held of this.#held) if (isMeant(held.lease, held.since)) held.refused ??= reason;
  }

  /** Settles the lease if nothing more will be spent of it; otherwise does nothing. */
  async endIfDone(held: HeldLease): Promise<void> {
    const idleMs = this.#isOpen ? this.#idleMs(held.lease.bucket) : 0;
    if (held.isDone(this.#now(), idleMs)) await this.#end(held);
  }

  /** Settles every lease of which nothing is on the way. */
  async endAll(): Promise<void> {
    await Promise.all([...this.#held].filter((held) => held.isQuiet && !held.isEnding).map((held) => this.#end(held)));
  }

  /** A lease that cannot be settled now is tried again: it stays in the book. */
  async #end(held: HeldLease): Promise<void> {
    const { bucket } = held.lease;
    held.isEnding = true;
    const settlement = held.settlement();
    const spender = spenderOf(held, held.grantedTo);
    try {
      await this.#ground.ledgers.decide({ type: 'SettleQuotaLease', spender, ...settlement }, held.grantedTo.context());
    } catch (error) {
      held.isEnding = false;
      throw error;
    }
    this.#held.delete(held);
    this.#onEnd(bucket);
  }

  async #tidy(): Promise<void> {
    await Promise.allSettled([...this.#held].map((held) => this.endIfDone(held)));
  }

  #idleMs(bucket: Bucket): number {
    return Math.max(20, Math.min(LONGEST_IDLE_MS, this.#ground.ledgers.rules[bucket].windowSeconds * 20));
  }

  #now(): number {
    return this.#ground.clock().getTime();
  }
}

/** Who spends a lease, as the ledgers want to know it. */
export function spenderOf({ lease }: HeldLease, { work: { organizationId, runId, taskId } }: PayingTask): Spender {
  const { bucket, leaseId, account } = lease;
  const { accountId, credentialId } = account;
  return { organizationId, runId, taskId, accountId, credentialId, bucket, leaseId };
}
