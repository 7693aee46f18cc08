import type { PositionedEvent } from '@holdfast/event-sourcing';
import { ReportOnTask, type Lease } from '@holdfast/runs';
import { taskStream, type AccountInUse, type RunThrottled, type SwitchReason, type TaskCredentialSwitched } from '@holdfast/runs/contracts';
import { stepContext, type WorkerEnvironment } from '../worker-environment.ts';
import { EventSignal } from './event-signal.ts';
import { isPlanning, type PaidWork } from './paid-work.ts';

/** What the orchestrator made of a refusal. */
export type Decision =
  | { readonly kind: 'moved'; readonly lease: Lease }
  /** No account has requests left. */
  | { readonly kind: 'throttled' }
  /** It said nothing in time. */
  | { readonly kind: 'silence' };

/** A worker that hears nothing from the orchestrator for so long helps itself. */
const PATIENCE_MS = 2_000;

/** How a task gets from one account to another: mostly by the orchestrator's decision, otherwise by the worker's own, which it then reports. */
export class AccountSwitches {
  readonly #environment: WorkerEnvironment;
  readonly #work: PaidWork;
  readonly #patienceMs: number;

  constructor(environment: WorkerEnvironment, work: PaidWork, patienceMs = PATIENCE_MS) {
    this.#environment = environment;
    this.#work = work;
    this.#patienceMs = patienceMs;
  }

  /**
   * What the orchestrator decides on the lease, from the call on: call it before the refusal is reported. Null for a run that is being planned,
   * which is no task and helps itself. Never rejects: an abort is silence.
   */
  decisionOn(lease: Lease, signal: AbortSignal): Promise<Decision> | null {
    if (isPlanning(this.#work)) return null;
    const heard = new EventSignal(this.#environment.readModels, (event) => this.#decisionIn(event, lease));
    return heard
      .within(this.#patienceMs, signal)
      .then(
        (decision): Decision => decision ?? { kind: 'silence' },
        (): Decision => ({ kind: 'silence' }),
      )
      .finally(() => {
        heard[Symbol.dispose]();
      });
  }

  /** Says that the task goes on with another lease. The orchestrator may have said so first: then the lease that it found is given back. */
  async report(from: Lease, to: Lease, reason: SwitchReason): Promise<void> {
    if (isPlanning(this.#work)) return;
    const { taskId, runId } = this.#work;
    const { leaseId, requests, expiresAt, bucket } = to;
    const report = {
      type: 'SwitchTaskCredential',
      ...{ taskId, bucket, from: from.account, to: to.account, reason, fromLeaseId: from.leaseId },
      lease: { leaseId, requests, expiresAt: new Date(expiresAt).toISOString() },
    } as const;
    const isNews = await this.#environment.commands.execute(new ReportOnTask(report, stepContext(this.#environment, runId)));
    if (!isNews) await this.#giveBackWhatCameLate(from);
  }

  #decisionIn(event: PositionedEvent, { leaseId, bucket }: Lease): Decision | undefined {
    if (isThrottled(event) && event.data.runId === this.#work.runId) return { kind: 'throttled' };
    if (!isSwitch(event) || event.data.fromLeaseId !== leaseId) return undefined;
    const { lease, to } = event.data;
    return { kind: 'moved', lease: { ...lease, bucket, account: to, expiresAt: Date.parse(lease.expiresAt) } };
  }

  async #giveBackWhatCameLate(from: Lease): Promise<void> {
    for await (const event of this.#environment.eventStore.readBackwards(taskStream(this.#work.taskId))) {
      if (!isSwitch(event) || event.data.fromLeaseId !== from.leaseId) continue;
      const { to, lease } = event.data;
      await this.#giveBack(to, { ...from, leaseId: lease.leaseId });
      return;
    }
  }

  async #giveBack({ accountId, credentialId }: AccountInUse, { bucket, leaseId }: Lease): Promise<void> {
    const { organizationId, runId, taskId } = this.#work;
    const spender = { accountId, bucket, leaseId, organizationId, runId, taskId, credentialId };
    const context = stepContext(this.#environment, runId);
    await this.#environment.ledgers.decide({ type: 'SettleQuotaLease', spender, spent: 0 }, context);
  }
}

type Typed<Event> = Event & { readonly type: string; readonly data: object };

const isThrottled = (event: { readonly type: string }): event is Typed<RunThrottled> => event.type === 'RunThrottled';
const isSwitch = (event: { readonly type: string }): event is Typed<TaskCredentialSwitched> => event.type === 'TaskCredentialSwitched';
