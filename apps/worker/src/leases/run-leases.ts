import type { Bucket } from '@holdfast/bitbucket';
import { DomainError, type PositionedEvent } from '@holdfast/event-sourcing';
import type { LeaseAnswer, LeaseRequest } from '@holdfast/runs';
import type { WorkerEnvironment } from '../worker-environment.ts';
import { LeaseChoice } from './lease-choice.ts';
import { Lane } from './lane.ts';
import { LeaseBook } from './lease-book.ts';
import type { HeldLease } from './held-lease.ts';
import type { PaidWork } from './paid-work.ts';
import type { PayingTask } from './paying-task.ts';
import { Refusals } from './refusals.ts';
import { newsIn, type News } from './run-news.ts';
import { RunThrottle } from './run-throttle.ts';

/** No credential of the plan works, or none that this work has not seen refused. */
export class NoCredentialLeftError extends DomainError {
  constructor() {
    super('conflict', 'NO_CREDENTIAL_LEFT', 'No credential that the plan may use works at present.');
  }
}

/** A request, or what a command of git takes of a lease. */
export interface Taken {
  readonly held: HeldLease;
  readonly requests: number;
}

/** Git sends several requests for one command: so many are taken, and those that were not sent are given back. */
const REQUESTS_OF_GIT = 3;

/** A lane asks again at most so often, whatever wakes it. */
const LONGEST_PAUSE_MS = 250;

/**
 * The leases of a run in this process, from which the requests of all its tasks are paid. A task stays with its account while that can pay.
 * What is wanted of one bucket is asked for once, first come, first served; while no account has any left, all wait together, hold nothing,
 * and go on by themselves.
 */
export class RunLeases {
  readonly refusals: Refusals;
  readonly choice: LeaseChoice;
  readonly #environment: WorkerEnvironment;
  readonly #work: PaidWork;
  readonly #book: LeaseBook;
  readonly #throttle: RunThrottle;
  readonly #tasks = new Set<PayingTask>();
  readonly #lanes = new Map<string, { readonly bucket: Bucket; readonly lane: Lane<PayingTask> }>();
  #stopListening: () => void = () => undefined;

  /** `work`: any of the run's. `patienceMs`: how long to wait for the orchestrator's word on a refusal, instead of the usual. */
  constructor(environment: WorkerEnvironment, work: PaidWork, patienceMs?: number) {
    this.#environment = environment;
    this.#work = work;
    this.#throttle = new RunThrottle(work.runId);
    const book = new LeaseBook(environment, (bucket) => {
      this.#wake(bucket);
    });
    this.#book = book;
    this.choice = new LeaseChoice(environment, book);
    this.refusals = new Refusals({
      ...{ book, patienceMs },
      onMoved: (lease, task) => {
        this.choice.standings.noteGrant(lease);
        return book.hold(lease, task);
      },
    });
  }

  join(task: PayingTask): void {
    if (this.#tasks.size === 0) this.#open();
    this.#tasks.add(task);
  }

  /** The last one that leaves settles every lease. Answers whether nobody is left. */
  async leave(task: PayingTask): Promise<boolean> {
    task.end();
    this.#tasks.delete(task);
    if (this.#tasks.size > 0) return false;
    this.#close();
    await this.#book.endAll();
    return this.#tasks.size === 0;
  }

  /** Waits while no account may pay. Rejects with NoCredentialLeftError when none ever will, and with its reason when the task's signal aborts. */
  async take(bucket: Bucket, task: PayingTask, doubted?: string): Promise<Taken> {
    task.signal.throwIfAborted();
    await this.refusals.word(bucket, task.signal, task);
    const picked = this.choice.pick(bucket, task, this.refusals.avoided, doubted);
    if (picked) return this.#takeFrom(picked);
    const key = [bucket, doubted, ...task.avoided, '|', ...this.choice.excluded(bucket, task)].sort().join(' ');
    const { lane } = this.#lanes.get(key) ?? { lane: new Lane<PayingTask>() };
    this.#lanes.set(key, { bucket, lane });
    try {
      return await lane.turn(task, () => this.#takeInTurn(lane, bucket, task, doubted));
    } finally {
      if (lane.isEmpty) this.#lanes.delete(key);
    }
  }

  /** So many requests were sent of what was taken; what nobody needs of the lease any more is settled. */
  async answered({ held, requests }: Taken, sent: number): Promise<void> {
    held.answered(requests, sent, this.#now());
    await this.#book.endIfDone(held);
  }

  async #takeInTurn(lane: Lane<PayingTask>, bucket: Bucket, task: PayingTask, doubted: string | undefined): Promise<Taken> {
    for (;;) {
      task.signal.throwIfAborted();
      const picked = this.choice.pick(bucket, task, this.refusals.avoided, doubted) ?? (await this.#pickAfterWord(bucket, task, doubted));
      if (picked) return this.#takeFrom(picked);
      lane.listen();
      const taken = await this.#ask(lane, bucket, task, doubted);
      if (taken) return taken;
    }
  }

  async #pickAfterWord(bucket: Bucket, task: PayingTask, doubted: string | undefined): Promise<HeldLease | undefined> {
    await this.refusals.word(bucket, task.signal);
    return this.choice.pick(bucket, task, this.refusals.avoided, doubted);
  }

  /** Nothing: look again. */
  async #ask(lane: Lane<PayingTask>, bucket: Bucket, task: PayingTask, doubted: string | undefined): Promise<Taken | undefined> {
    const request = this.choice.request(bucket, task, this.refusals.avoided, doubted);
    const answer = await this.#environment.leases.acquire(request, task.context());
    const askedAt = this.#now();
    switch (answer.kind) {
      case 'granted': {
        const taken = this.#takeFrom(this.#book.hold(answer.lease, task));
        this.choice.learn(bucket, answer, askedAt);
        await this.#throttle.ends(bucket, task);
        return taken;
      }
      case 'held':
        return this.#takeHeld(bucket, task, answer, askedAt);
      case 'no-credential':
        throw new NoCredentialLeftError();
      case 'busy':
      case 'throttled':
        await this.#wait(lane, answer, request, task);
        return undefined;
    }
  }

  #takeHeld(bucket: Bucket, task: PayingTask, answer: Extract<LeaseAnswer, { readonly kind: 'held' }>, askedAt: number): Taken | undefined {
    this.choice.learn(bucket, answer, askedAt);
    const held = this.choice.usable(bucket, task, this.refusals.avoided).find(({ lease }) => lease.account.accountId === answer.accountId);
    return held && this.#takeFrom(held);
  }

  #takeFrom(held: HeldLease): Taken {
    return { held, requests: held.take(held.lease.bucket === 'git' ? REQUESTS_OF_GIT : 1, this.#now()) };
  }

  async #wait(
    lane: Lane<PayingTask>,
    answer: Extract<LeaseAnswer, { readonly kind: 'busy' | 'throttled' }>,
    { bucket }: LeaseRequest,
    task: PayingTask,
  ): Promise<void> {
    const askedAt = this.#now();
    const until = answer.kind === 'busy' ? answer.until : answer.resumesAt;
    await lane.wait(until + 1 - askedAt, task.signal, async () => {
      if ([...this.#tasks].every((one) => this.#isHeldUp(one))) await this.#book.endAll();
      if (answer.kind === 'throttled') await this.#throttle.begins(bucket, answer, task);
    });
    const pause = Math.min(LONGEST_PAUSE_MS, this.#environment.ledgers.rules[bucket].windowSeconds * 5);
    await lane.rest(askedAt + pause - this.#now(), task.signal);
  }

  #isHeldUp(task: PayingTask): boolean {
    return [...this.#lanes.values()].some(({ lane }) => lane.isHeldUp(task));
  }

  #open(): void {
    this.#book.open();
    this.#stopListening = this.#environment.readModels.onApplied((events) => {
      for (const event of events) this.#heard(event);
    });
  }

  #close(): void {
    this.#book.close();
    this.#stopListening();
  }

  #heard(event: PositionedEvent): void {
    this.#throttle.hear(event);
    const news = newsIn(event, this.#work);
    if (news && !this.#isOwn(event)) this.#react(news);
  }

  /** What this run does here itself is no news to it. */
  #isOwn({ metadata, data }: PositionedEvent): boolean {
    return metadata.actor === `worker:${this.#environment.workerId}` && (data as { readonly runId?: string }).runId === this.#work.runId;
  }

  #react(news: News): void {
    switch (news.kind) {
      case 'given-back':
        this.#wake(news.bucket);
        return;
      case 'refused':
        this.#book.refuse('RATE_LIMITED', ({ bucket, account }, since) => {
          return bucket === news.bucket && account.accountId === news.accountId && since <= news.at;
        });
        return;
      case 'more':
        if (news.credentialId !== null) this.refusals.avoided.delete(news.credentialId);
        this.choice.standings.forget();
        this.#wake();
        return;
      case 'less':
        this.choice.standings.forget();
        this.#book.refuse('CREDENTIAL_DISABLED', ({ account }) => news.credentialId === null || account.credentialId === news.credentialId);
    }
  }

  #wake(bucket?: Bucket): void {
    for (const one of this.#lanes.values()) if (bucket === undefined || one.bucket === bucket) one.lane.wake();
  }

  #now(): number {
    return this.#environment.clock().getTime();
  }
}
