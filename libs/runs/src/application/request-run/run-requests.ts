import { DeciderRepository, furtherContext, type CommandContext } from '@holdfast/event-sourcing';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { planRunsStream, runStream } from '../../contracts/run.events.ts';
import { planRuns, type PlanRunsCommand } from '../../domain/plan-runs.decider.ts';
import { run } from '../../domain/run.decider.ts';
import { StartRun } from '../start-run/start-run.command.ts';

type WithoutEnd<T> = T extends unknown ? Omit<T, 'ended'> : never;

/** Asks for runs of plans, one at a time for each plan. */
@Injectable()
export class RunRequests {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly commands: CommandBus,
  ) {}

  /** The id of the run that was started by this command, now or when it was given before; null when it led to none. */
  async decide(request: WithoutEnd<PlanRunsCommand>, context: CommandContext): Promise<string | null> {
    const { planId } = request;
    const endedRunId = await this.lastRunIfEnded(planId);
    const command = { ...request, ended: (id: string) => id === endedRunId };
    const { events } = await this.repository.decide(planRuns, planRunsStream(planId), command, context);
    // Of a repeated command these are the events of the first time.
    const requested = events.find((event) => event.type === 'RunRequested');
    if (!requested) return null;
    const { runId, order } = requested.data;
    // A saga starts it too, in case this process dies right here.
    await this.commands.execute(new StartRun({ runId, planId, order }, furtherContext(context, 'StartRun')));
    return runId;
  }

  private async lastRunIfEnded(planId: string): Promise<string | null> {
    const { lastRunId } = (await this.repository.load(planRuns, planRunsStream(planId))).state;
    if (lastRunId === null) return null;
    const { state } = await this.repository.load(run, runStream(lastRunId));
    return state.status === 'ended' ? lastRunId : null;
  }
}
