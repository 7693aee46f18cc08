import { DeciderRepository, ID_GENERATOR, type IdGenerator } from '@holdfast/event-sourcing';
import { planReading, planStream } from '@holdfast/plans/contracts';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orderOf, withoutWindow } from './plan-orders.ts';
import { RequestRun } from './request-run.command.ts';
import { RunRequests } from './run-requests.ts';

@CommandHandler(RequestRun)
export class RequestRunHandler implements ICommandHandler<RequestRun> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly requests: RunRequests,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  async execute({ data: { planId, ignoreWindow = false }, context }: RequestRun): Promise<{ id: string }> {
    const { state: plan } = await this.repository.load(planReading, planStream(planId));
    const planned = orderOf(plan, planId);
    const order = ignoreWindow ? withoutWindow(planned) : planned;
    const runId = this.newId();
    return { id: (await this.requests.decide({ type: 'RequestRun', planId, runId, order }, context)) ?? runId };
  }
}
