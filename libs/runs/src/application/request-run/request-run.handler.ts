import { DeciderRepository, DomainError, furtherContext, ID_GENERATOR, type IdGenerator } from '@holdfast/event-sourcing';
import { planReading, planStream, type PlanState } from '@holdfast/plans/contracts';
import { Inject } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { planRunsStream, runStream, type RunOrder } from '../../contracts/run.events.ts';
import { planRuns } from '../../domain/plan-runs.decider.ts';
import { run } from '../../domain/run.decider.ts';
import { StartRun } from '../start-run/start-run.command.ts';
import { RequestRun } from './request-run.command.ts';

@CommandHandler(RequestRun)
export class RequestRunHandler implements ICommandHandler<RequestRun> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly commands: CommandBus,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  async execute({ data: { planId }, context }: RequestRun): Promise<{ id: string }> {
    const { state: plan } = await this.repository.load(planReading, planStream(planId));
    const order = orderOf(plan, planId);
    const endedRunId = await this.lastRunIfEnded(planId);
    const ended = (id: string) => id === endedRunId;
    const command = { type: 'RequestRun', planId, runId: this.newId(), order, ended } as const;
    const { events } = await this.repository.decide(planRuns, planRunsStream(planId), command, context);
    // Of a repeated command these are the events of the first time.
    const { runId } = events[0]?.data ?? command;
    // A saga starts it too, in case this process dies right here.
    await this.commands.execute(new StartRun({ runId, planId, order }, furtherContext(context, 'StartRun')));
    return { id: runId };
  }

  private async lastRunIfEnded(planId: string): Promise<string | null> {
    const { lastRunId } = (await this.repository.load(planRuns, planRunsStream(planId))).state;
    if (lastRunId === null) return null;
    const { state } = await this.repository.load(run, runStream(lastRunId));
    return state.status === 'ended' ? lastRunId : null;
  }
}

function orderOf(plan: PlanState, planId: string): RunOrder {
  if (plan.status === 'none') throw new DomainError('not_found', 'PLAN_NOT_FOUND', `There is no plan ${planId}.`);
  const { organizationId, repositories, content } = plan;
  return { organizationId, repositories, content };
}
