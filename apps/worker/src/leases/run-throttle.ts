import type { Bucket } from '@holdfast/bitbucket';
import type { PositionedEvent } from '@holdfast/event-sourcing';
import { slotMs } from '@holdfast/quota';
import { ReportOnRun, run, type LeaseAnswer } from '@holdfast/runs';
import { runStream, type RunThrottled } from '@holdfast/runs/contracts';
import type { PayingTask } from './paying-task.ts';

/** Says on the run that it waits for requests of its accounts, and that it goes on. */
export class RunThrottle {
  readonly #runId: string;
  readonly #buckets = new Set<Bucket>();
  /** Until when the run waits; null when it does not, undefined until somebody has looked, since the wait may be older than the process. */
  #until: number | null | undefined;

  constructor(runId: string) {
    this.#runId = runId;
  }

  /** A wait within one slot of the ledgers is none: requests come back one by one while a run goes at the pace of its accounts. */
  async begins(bucket: Bucket, { resumesAt, accounts }: Extract<LeaseAnswer, { kind: 'throttled' }>, task: PayingTask): Promise<void> {
    const { clock, ledgers } = task.environment;
    if (resumesAt - clock().getTime() <= slotMs(ledgers.rules[bucket])) return;
    this.#waits([bucket], resumesAt);
    await this.#report({ type: 'ThrottleRun', runId: this.#runId, resumesAt, accounts }, task);
  }

  /** There are requests of the bucket again. The run goes on when it waited for no other, or its time is over: who waited may be gone. */
  async ends(bucket: Bucket, task: PayingTask): Promise<void> {
    if (this.#until === undefined) this.#until = await this.#endOfWait(task);
    const wasLast = this.#buckets.delete(bucket) && this.#buckets.size === 0;
    const isOverdue = this.#until !== null && this.#until <= task.environment.clock().getTime();
    if (!wasLast && !isOverdue) return;
    this.#goesOn();
    await this.#report({ type: 'ResumeRun', runId: this.#runId }, task);
  }

  /** Others may have said so first. */
  hear({ type, data }: PositionedEvent): void {
    if ((data as { readonly runId?: string }).runId !== this.#runId) return;
    if (type === 'RunThrottled') {
      const { accounts, resumesAt } = data as RunThrottled['data'];
      this.#waits(
        accounts.map(({ bucket }) => bucket as Bucket),
        Date.parse(resumesAt),
      );
    }
    if (type === 'RunResumed') this.#goesOn();
    if (type === 'RunPaused') this.#until = undefined;
  }

  #waits(buckets: readonly Bucket[], until: number): void {
    for (const bucket of buckets) this.#buckets.add(bucket);
    this.#until = until;
  }

  #goesOn(): void {
    this.#buckets.clear();
    this.#until = null;
  }

  async #endOfWait({ environment: { repository } }: PayingTask): Promise<number | null> {
    const { state } = await repository.load(run, runStream(this.#runId));
    return state.status === 'none' ? null : state.resumesAt;
  }

  async #report(report: ReportOnRun['data'], task: PayingTask): Promise<void> {
    await task.environment.commands.execute(new ReportOnRun(report, task.context()));
  }
}
