import { DeciderRepository, deterministicOrderedId } from '@holdfast/event-sourcing';
import { planReading, planStream, type PlanSchedule, type PlanState } from '@holdfast/plans/contracts';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { orderOf } from '../request-run/plan-orders.ts';
import { RunRequests } from '../request-run/run-requests.ts';
import { RequestScheduledRun } from './request-scheduled-run.command.ts';

@CommandHandler(RequestScheduledRun)
export class RequestScheduledRunHandler implements ICommandHandler<RequestScheduledRun> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly requests: RunRequests,
  ) {}

  async execute({ data: { planId, schedule, scheduledFor }, context }: RequestScheduledRun): Promise<void> {
    const { state: plan } = await this.repository.load(planReading, planStream(planId));
    if (!follows(plan, schedule)) return;
    const runId = deterministicOrderedId(Date.parse(scheduledFor), planId, scheduledFor);
    const order = orderOf(plan, planId);
    await this.requests.decide({ type: 'RequestScheduledRun', planId, runId, order, scheduledFor }, context);
  }
}

function follows(plan: PlanState, { cron, timezone }: PlanSchedule): boolean {
  if (plan.status !== 'active' || plan.paused) return false;
  return plan.terms.schedule?.cron === cron && plan.terms.schedule.timezone === timezone;
}
