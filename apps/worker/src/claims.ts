import { ReportOnRestore, ReportOnRun, ReportOnTask, worker, type OpenWork } from '@holdfast/runs';
import { restoreStream, runStream, taskStream, workerStream } from '@holdfast/runs/contracts';
import { stepContext, type Story, type WorkerEnvironment } from './worker-environment.ts';

/** For so long nobody else takes what a worker has; while it works it says again and again that it is there. */
export const CLAIM_MS = 45_000;

const streams = { planning: runStream, task: taskStream, restore: restoreStream };

/** Takes pieces of work for this worker, each by an append to the work's own stream, and gives them back. */
export class Claims {
  constructor(private readonly environment: WorkerEnvironment) {}

  /** Work follows from the event that opened it. */
  async storyOf({ kind, id }: OpenWork): Promise<Story> {
    for await (const { id: causationId, metadata } of this.environment.eventStore.readForwards(streams[kind](id)))
      return { correlationId: metadata.$correlationId, causationId };
    throw new Error(`there is no event of ${kind} ${id}`);
  }

  /** False when somebody else was faster, or is still there. */
  async take(work: OpenWork, story: Story): Promise<boolean> {
    const { kind, id } = work;
    const { workerId, commands, clock } = this.environment;
    const claim = { workerId, until: clock().getTime() + CLAIM_MS, from: await this.lastHolder(work) };
    const context = stepContext({ ...this.environment, story }, id);
    switch (kind) {
      case 'planning':
        return commands.execute(new ReportOnRun({ type: 'AssignPlanning', runId: id, ...claim }, context));
      case 'task':
        return commands.execute(new ReportOnTask({ type: 'AssignTask', taskId: id, ...claim }, context));
      case 'restore':
        return commands.execute(new ReportOnRestore({ type: 'AssignRestore', restoreId: id, ...claim }, context));
    }
  }

  /** `stalledSeconds`: for how long nothing came of it, if that is why. */
  async giveBack({ kind, id }: OpenWork, story: Story, stalledSeconds?: number): Promise<void> {
    const { workerId, commands } = this.environment;
    const back = { workerId, ...(stalledSeconds !== undefined && { stalledSeconds }) };
    const context = stepContext({ ...this.environment, story }, id);
    switch (kind) {
      case 'planning':
        await commands.execute(new ReportOnRun({ type: 'HandBackPlanning', runId: id, ...back }, context));
        return;
      case 'task':
        await commands.execute(new ReportOnTask({ type: 'HandBackTask', taskId: id, ...back }, context));
        return;
      case 'restore':
        await commands.execute(new ReportOnRestore({ type: 'HandBackRestore', restoreId: id, ...back }, context));
    }
  }

  private async lastHolder({ workerId: holder }: OpenWork) {
    if (holder === null || holder === this.environment.workerId) return null;
    const { state } = await this.environment.repository.load(worker, workerStream(holder));
    return { workerId: holder, ...state };
  }
}
