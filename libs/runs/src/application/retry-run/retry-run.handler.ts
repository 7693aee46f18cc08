import { DeciderRepository, ID_GENERATOR, type IdGenerator } from '@holdfast/event-sourcing';
import { planReading, planStream } from '@holdfast/plans/contracts';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { runStream } from '../../contracts/run.events.ts';
import { run } from '../../domain/run.decider.ts';
import { NothingToRetryError, RunAlreadyGoingError, RunNotFoundError } from '../../domain/run.errors.ts';
import { orderOf, withoutWindow } from '../request-run/plan-orders.ts';
import { RunRequests } from '../request-run/run-requests.ts';
import { RetryRun } from './retry-run.command.ts';

@CommandHandler(RetryRun)
export class RetryRunHandler implements ICommandHandler<RetryRun> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly requests: RunRequests,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  async execute({ data: { runId: retryOf, ignoreWindow = false }, context }: RetryRun): Promise<{ id: string }> {
    const { state } = await this.repository.load(run, runStream(retryOf));
    if (state.status === 'none') throw new RunNotFoundError(retryOf);
    if (state.status !== 'ended') throw new RunAlreadyGoingError(retryOf);
    if (state.end === 'completed') throw new NothingToRetryError(retryOf);
    const { planId } = state;
    await this.refuseWithoutPlan(planId);
    const order = { ...(ignoreWindow ? withoutWindow(state.order) : state.order), retryOf };
    const runId = this.newId();
    return { id: (await this.requests.decide({ type: 'RequestRun', planId, runId, order }, context)) ?? runId };
  }

  private async refuseWithoutPlan(planId: string): Promise<void> {
    const { state: plan } = await this.repository.load(planReading, planStream(planId));
    orderOf(plan, planId);
  }
}
