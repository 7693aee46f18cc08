import type { PositionedEvent } from '@holdfast/event-sourcing';
import { ReportOnTask, type Lease } from '@holdfast/runs';
import type { RunThrottled, SwitchReason, TaskCredentialSwitched } from '@holdfast/runs/contracts';
import { EventSignal } from './event-signal.ts';
import type { PayingTask } from './paying-task.ts';

/** What the orchestrator made of a refusal. */
export type Decision =
  | { readonly kind: 'moved'; readonly lease: Lease }
  /** No account has requests left. */
  | { readonly kind: 'throttled' }
  /** It said nothing for so long that it will not be heard any more. */
  | { readonly kind: 'silence' };

/** Longer than a lease is asked for, so that none that the orchestrator found is lost. */
const LISTENS_MS = 30_000;

/**
 * What the orchestrator decides on the lease of a task, from the call on: call it before the refusal is reported. Never rejects: an abort is
 * silence.
 */
export async function decisionOn(lease: Lease, task: PayingTask): Promise<Decision> {
  using heard = new EventSignal(task.environment.readModels, (event) => decisionIn(event, lease, task));
  const decision = await heard.within(LISTENS_MS, task.signal).catch(() => null);
  return decision ?? { kind: 'silence' };
}

/** Says that the task goes on with another lease. Answers whether that was news: the orchestrator may have moved the task first. */
export async function reportSwitch(task: PayingTask, from: Lease, to: Lease, reason: SwitchReason): Promise<boolean> {
  const { leaseId, requests, expiresAt, bucket } = to;
  const report = {
    type: 'SwitchTaskCredential',
    ...{ taskId: task.work.taskId, bucket, from: from.account, to: to.account, reason, fromLeaseId: from.leaseId },
    lease: { leaseId, requests, expiresAt: new Date(expiresAt).toISOString() },
  } as const;
  return task.environment.commands.execute(new ReportOnTask(report, task.context()));
}

/** What the worker itself reported is no decision of the orchestrator's. */
function decisionIn(event: PositionedEvent, { leaseId, bucket }: Lease, task: PayingTask): Decision | undefined {
  if (event.metadata.actor === task.context().actor) return undefined;
  if (isThrottled(event) && event.data.runId === task.work.runId) return { kind: 'throttled' };
  if (!isSwitch(event) || event.data.taskId !== task.work.taskId || event.data.fromLeaseId !== leaseId) return undefined;
  const { lease, to } = event.data;
  return { kind: 'moved', lease: { ...lease, bucket, account: to, expiresAt: Date.parse(lease.expiresAt) } };
}

type Typed<Event> = Event & { readonly type: string; readonly data: object };

const isThrottled = (event: { readonly type: string }): event is Typed<RunThrottled> => event.type === 'RunThrottled';
const isSwitch = (event: { readonly type: string }): event is Typed<TaskCredentialSwitched> => event.type === 'TaskCredentialSwitched';
