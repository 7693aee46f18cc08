import { DeciderRepository, furtherContext, type CommandContext } from '@holdfast/event-sourcing';
import { organizationReading, organizationStream } from '@holdfast/organizations/contracts';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { runStream } from '../../contracts/run.events.ts';
import { taskStream, type AccountInUse, type TaskPlanned } from '../../contracts/task.events.ts';
import { run } from '../../domain/run.decider.ts';
import { WindowClosedError } from '../../domain/run.errors.ts';
import { task } from '../../domain/task.decider.ts';
import { AccountLedgers } from '../leases/account-ledgers.ts';
import { LeaseDesk } from '../leases/lease-desk.ts';
import type { Lease, LeaseAnswer } from '../leases/lease-request.ts';
import { MoveTaskToAnotherAccount } from './move-task-to-another-account.command.ts';

@CommandHandler(MoveTaskToAnotherAccount)
export class MoveTaskToAnotherAccountHandler implements ICommandHandler<MoveTaskToAnotherAccount> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly leases: LeaseDesk,
    private readonly ledgers: AccountLedgers,
  ) {}

  async execute(command: MoveTaskToAnotherAccount): Promise<void> {
    const { taskId, leaseId } = command.data;
    const { state, commandIds } = await this.repository.load(task, taskStream(taskId));
    if (state.status !== 'open' || commandIds.has(command.context.commandId) || state.movedLeases.includes(leaseId)) return;
    const answer = await this.askForLease(command, state.plan).catch(nothingWhileClosed);
    if (answer?.kind === 'granted') await this.switchTo(answer.lease, command, state.plan);
    if (answer?.kind === 'throttled') await this.throttle(answer, state.plan.runId, command.context);
  }

  /** A limit is the account's, whatever its credentials; a rejection is the credential's alone. */
  private askForLease({ data, context }: MoveTaskToAnotherAccount, plan: TaskPlanned['data']): Promise<LeaseAnswer> {
    const { organizationId, planId, runId, taskId, repository } = plan;
    const isRejected = data.reason === 'CREDENTIAL_REJECTED';
    const request = {
      ...{ organizationId, planId, runId, taskId, bucket: data.bucket, repository: repository.fullName },
      ...{ payers: 'all' as const, currentAccountId: null, blindAccounts: [], nearAccounts: [], held: {} },
      refusedAccountId: isRejected ? null : data.accountId,
      avoidCredentials: isRejected ? [data.credentialId] : [],
    };
    return this.leases.acquire(request, context);
  }

  private async switchTo(lease: Lease, { data, context }: MoveTaskToAnotherAccount, plan: TaskPlanned['data']): Promise<void> {
    const { taskId, bucket, leaseId: fromLeaseId, reason } = data;
    const from = await this.accountThatWas(plan.organizationId, data);
    const { leaseId, requests, expiresAt } = lease;
    const { events } = await this.repository.decide(
      task,
      taskStream(taskId),
      {
        type: 'SwitchTaskCredential',
        ...{ taskId, now: this.ledgers.now(), bucket, from, to: lease.account, reason, fromLeaseId },
        lease: { leaseId, requests, expiresAt: new Date(expiresAt).toISOString() },
      },
      context,
    );
    if (events.length === 0) await this.giveBack(lease, plan, context);
  }

  private async accountThatWas(
    organizationId: string,
    { accountId, credentialId }: { accountId: string; credentialId: string },
  ): Promise<AccountInUse> {
    const { state } = await this.repository.load(organizationReading, organizationStream(organizationId));
    const known = state.status === 'connected' ? state.credentials.find((one) => one.credentialId === credentialId) : undefined;
    return { accountId, credentialId, label: known?.label ?? 'removed credential' };
  }

  private async giveBack({ leaseId, bucket, account }: Lease, plan: TaskPlanned['data'], context: CommandContext): Promise<void> {
    const { organizationId, runId, taskId } = plan;
    const { accountId, credentialId } = account;
    const spender = { accountId, bucket, leaseId, organizationId, runId, taskId, credentialId };
    await this.ledgers.decide({ type: 'SettleQuotaLease', spender, spent: 0 }, furtherContext(context, 'give back', leaseId));
  }

  private async throttle(
    { resumesAt, accounts }: Extract<LeaseAnswer, { kind: 'throttled' }>,
    runId: string,
    context: CommandContext,
  ): Promise<void> {
    const command = { type: 'ThrottleRun', runId, now: this.ledgers.now(), resumesAt, accounts } as const;
    await this.repository.decide(run, runStream(runId), command, furtherContext(context, 'throttle'));
  }
}

/** The task stops by itself, at its next request. */
function nothingWhileClosed(error: unknown): null {
  if (error instanceof WindowClosedError) return null;
  throw error;
}
