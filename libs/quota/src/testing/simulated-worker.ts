import type { Timeline } from './timeline.ts';
import type { RollingProvider } from './rolling-provider.ts';
import type { AccountLedger, SimulatedLease } from './account-ledger.ts';

export interface WorkerHabits {
  readonly runId: string;
  /** Requests at a time. */
  readonly tasks: number;
  /** Milliseconds from sending to answer, each time anew; the provider counts somewhere between. */
  readonly latency: () => number;
  /** The part of the latency after which the provider counts. */
  readonly counted: () => number;
  /** Milliseconds that a task computes between two requests. */
  readonly thinking: () => number;
}

interface HeldLease extends SimulatedLease {
  left: number;
  underWay: number;
  refused: boolean;
  lastUse: number;
  readonly answeredAt: number[];
}

/** A process that spends the requests of one account for one run: as many at a time as it has tasks, from one lease at a time. */
export class SimulatedWorker {
  readonly #timeline: Timeline;
  readonly #provider: RollingProvider;
  readonly #ledger: AccountLedger;
  readonly #habits: WorkerHabits;
  #lease: HeldLease | null = null;
  #waiting: (() => void)[] = [];
  #isAsking = false;
  /** Counts up with each crash: what was planned before it does not happen. */
  #life = 0;

  constructor(timeline: Timeline, provider: RollingProvider, ledger: AccountLedger, habits: WorkerHabits) {
    this.#timeline = timeline;
    this.#provider = provider;
    this.#ledger = ledger;
    this.#habits = habits;
    ledger.onSettled(() => {
      this.#ask();
    });
  }

  start(): void {
    for (let task = 0; task < this.#habits.tasks; task++) this.#nextRequest();
  }

  /** Forgets everything; what is under way arrives all the same. */
  crash(): void {
    this.#life += 1;
    this.#lease = null;
    this.#waiting = [];
    this.#isAsking = false;
    this.#later(this.#ledger.windowMs / 20, () => {
      this.start();
    });
  }

  #nextRequest(): void {
    const lease = this.#lease;
    if (lease && !lease.refused && lease.left > 0 && this.#ledger.now() < lease.expiresAt) this.#send(lease);
    else {
      this.#waiting.push(() => {
        this.#nextRequest();
      });
      this.#ask();
    }
  }

  #send(lease: HeldLease): void {
    const latency = this.#habits.latency();
    lease.left -= 1;
    lease.underWay += 1;
    lease.lastUse = this.#ledger.now();
    let isServed = false;
    this.#timeline.after(latency * this.#habits.counted(), () => {
      isServed = this.#provider.take(this.#timeline.now, this.#habits.runId);
    });
    this.#later(latency, () => {
      this.#answered(lease, isServed);
      this.#later(this.#habits.thinking(), () => {
        this.#nextRequest();
      });
    });
  }

  #answered(lease: HeldLease, isServed: boolean): void {
    lease.underWay -= 1;
    lease.answeredAt.push(this.#ledger.now());
    if (!isServed && !lease.refused) {
      lease.refused = true;
      this.#ledger.refuse(lease);
    }
    if (lease !== this.#lease || lease.left === 0 || lease.refused) this.#settleWhenDone(lease);
  }

  #settleWhenDone(lease: HeldLease): void {
    if (lease === this.#lease) this.#lease = null;
    if (lease.underWay === 0) this.#ledger.settle(lease, lease.answeredAt);
  }

  #ask(): void {
    if (this.#isAsking || this.#waiting.length === 0) return;
    this.#isAsking = true;
    if (this.#lease) this.#settleWhenDone(this.#lease);
    this.#later(this.#ledger.tripMs, () => {
      this.#isAsking = false;
      const answer = this.#ledger.grant(this.#habits.runId);
      if ('leaseId' in answer) this.#hold(answer);
      else
        this.#later(answer.from - this.#ledger.now(), () => {
          this.#ask();
        });
    });
  }

  #hold(granted: SimulatedLease): void {
    const lease = { ...granted, left: granted.requests, underWay: 0, refused: false, lastUse: this.#ledger.now(), answeredAt: [] };
    this.#lease = lease;
    this.#settleWhenIdle(lease);
    const woken = this.#waiting;
    this.#waiting = [];
    for (const goOn of woken) goOn();
  }

  /** Hardly anything lies unspent. */
  #settleWhenIdle(lease: HeldLease): void {
    const idle = this.#ledger.windowMs / 50;
    this.#later(idle, () => {
      if (lease !== this.#lease) return;
      if (this.#ledger.now() - lease.lastUse >= idle) this.#settleWhenDone(lease);
      else this.#settleWhenIdle(lease);
    });
  }

  #later(milliseconds: number, deed: () => void): void {
    const life = this.#life;
    this.#timeline.after(milliseconds, () => {
      if (life === this.#life) deed();
    });
  }
}
