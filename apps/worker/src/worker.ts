import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { CLOCK, ReadModels, trackWrites, type Clock, type CommandContext, type Position } from '@holdfast/event-sourcing';
import { ReportOnRestore, ReportOnRun, ReportOnTask, WindowClosedError, workFor, type OpenWork } from '@holdfast/runs';
import { restoreStream, runStream, taskStream } from '@holdfast/runs/contracts';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { captureTask } from './capture/capture-task.job.ts';
import { planRun } from './planning/plan-run.job.ts';
import { restoreSnapshot } from './restore/restore.job.ts';
import { stepContext, type Story, type WorkerEnvironment } from './worker-environment.ts';

export const WORKER_ENVIRONMENT = Symbol('WorkerEnvironment');

/** How many pieces of work one process does at a time. */
const CONCURRENCY = 8;
/** For so long nobody else takes what this worker has; it is extended while the work goes on. */
const ASSIGNMENT_MS = 600_000;
/** Work that another worker let lapse is looked for this often. */
const LOOK_AGAIN_MS = 5_000;

const streams = { planning: runStream, task: taskStream, restore: restoreStream };
const jobs = { planning: planRun, task: captureTask, restore: restoreSnapshot };

/**
 * Takes on open work and does it. What it takes it writes down first, so that each piece is in one worker's hands; what it has when the
 * process is asked to stop it hands back; what it had when the process died it finds and goes on with at the next start.
 */
@Injectable()
export class Worker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('worker');
  private readonly inHand = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private stopListening: () => void = () => undefined;
  private lookAgain: NodeJS.Timeout | undefined;

  constructor(
    private readonly readModels: ReadModels,
    private readonly commands: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(WORKER_ENVIRONMENT) private readonly environment: WorkerEnvironment,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await rm(this.environment.scratchDirectory, { recursive: true, force: true });
    const look = () => {
      this.takeOn();
    };
    this.stopListening = this.readModels.onApplied(look);
    this.lookAgain = setInterval(look, LOOK_AGAIN_MS);
    look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.stopListening();
    clearInterval(this.lookAgain);
    await Promise.all(this.inHand.values());
  }

  private takeOn(): void {
    const free = CONCURRENCY - this.inHand.size;
    if (free <= 0 || this.stopping.signal.aborted) return;
    const now = this.clock().toISOString();
    const open = workFor(this.readModels.database, this.environment.workerId, now, CONCURRENCY * 2);
    for (const work of open.filter(({ id }) => !this.inHand.has(id)).slice(0, free)) {
      const done = this.work(work).then((mayBeMore) => {
        this.inHand.delete(work.id);
        if (mayBeMore) this.takeOn();
      });
      this.inHand.set(work.id, done);
    }
  }

  /** Answers whether it is worth looking for more at once: not when somebody else was faster, which the read models are about to show. */
  private async work(work: OpenWork): Promise<boolean> {
    const { signal } = this.stopping;
    const extending = setInterval(() => void this.extend(work).catch(this.logTrouble(work)), ASSIGNMENT_MS / 3);
    let lastWrite: Position | undefined;
    try {
      return await trackWrites(
        () => this.assignAndDo(work),
        (position) => (lastWrite = position),
      );
    } catch (error) {
      const isTrouble = !(error instanceof WindowClosedError);
      if (isTrouble && !signal.aborted) this.logTrouble(work)(error);
      await this.handBack(work).catch(this.logTrouble(work));
      if (isTrouble) await delay(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
      return true;
    } finally {
      clearInterval(extending);
      // The next look must not see this piece as open.
      if (!signal.aborted) await this.readModels.waitFor(lastWrite).catch(this.logTrouble(work));
    }
  }

  private async assignAndDo(work: OpenWork): Promise<boolean> {
    if (!(await this.assign(work))) return false;
    await jobs[work.kind]({ ...this.environment, story: await this.storyOf(work) }, work.id, this.stopping.signal);
    return true;
  }

  /** Work follows from the event that opened it. */
  private async storyOf({ kind, id }: OpenWork): Promise<Story> {
    for await (const { id: causationId, metadata } of this.environment.eventStore.readForwards(streams[kind](id)))
      return { correlationId: metadata.$correlationId, causationId };
    throw new Error(`there is no event of ${kind} ${id}`);
  }

  private async contextOf(work: OpenWork): Promise<CommandContext> {
    return stepContext({ ...this.environment, story: await this.storyOf(work) }, work.id);
  }

  private async assign(work: OpenWork): Promise<boolean> {
    const { kind, id } = work;
    const { workerId } = this.environment;
    const assignment = { workerId, until: this.clock().getTime() + ASSIGNMENT_MS };
    const context = await this.contextOf(work);
    switch (kind) {
      case 'planning':
        return this.commands.execute(new ReportOnRun({ type: 'AssignPlanning', runId: id, ...assignment }, context));
      case 'task':
        return this.commands.execute(new ReportOnTask({ type: 'AssignTask', taskId: id, ...assignment }, context));
      case 'restore':
        return this.commands.execute(new ReportOnRestore({ type: 'AssignRestore', restoreId: id, ...assignment }, context));
    }
  }

  /** Not for planning: a run that is planned by two workers is planned once. */
  private async extend(work: OpenWork): Promise<void> {
    const { kind, id } = work;
    const { workerId } = this.environment;
    const until = this.clock().getTime() + ASSIGNMENT_MS;
    const context = await this.contextOf(work);
    if (kind === 'task') await this.commands.execute(new ReportOnTask({ type: 'ExtendAssignment', taskId: id, workerId, until }, context));
    if (kind === 'restore')
      await this.commands.execute(new ReportOnRestore({ type: 'AssignRestore', restoreId: id, workerId, until }, context));
  }

  private async handBack(work: OpenWork): Promise<void> {
    const { kind, id } = work;
    const { workerId } = this.environment;
    const context = await this.contextOf(work);
    switch (kind) {
      case 'planning':
        await this.commands.execute(new ReportOnRun({ type: 'HandBackPlanning', runId: id, workerId }, context));
        return;
      case 'task':
        await this.commands.execute(new ReportOnTask({ type: 'HandBackTask', taskId: id, workerId }, context));
        return;
      case 'restore':
        await this.commands.execute(new ReportOnRestore({ type: 'HandBackRestore', restoreId: id, workerId }, context));
    }
  }

  private logTrouble({ kind, id }: OpenWork): (error: unknown) => void {
    return (error) => {
      this.logger.error(`${kind} ${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    };
  }
}
