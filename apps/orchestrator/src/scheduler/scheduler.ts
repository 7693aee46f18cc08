import { CLOCK, deterministicId, newContext, ReadModels, type Clock, type PositionedEvent } from '@holdfast/event-sourcing';
import { scheduledPlans } from '@holdfast/plans';
import { planStreams } from '@holdfast/plans/contracts';
import { RequestScheduledRun } from '@holdfast/runs';
import { planRunsStreams } from '@holdfast/runs/contracts';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { agendaAt, type DueRun } from './due-runs.ts';

/** The clock may be set, and what went wrong be right again: schedules are looked at this often at least. */
const LOOK_AGAIN_MS = 60_000;

/** While the read models are being built. */
const NOT_READY_MS = 1_000;

/**
 * Starts the runs that schedules ask for. It remembers nothing: what is due follows from the plans and the clock, and the command and the run
 * have ids that follow from plan and time. So a restart makes up for the last time that was missed, and several schedulers start one run.
 */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('scheduler');
  private timer: NodeJS.Timeout | undefined;
  private lastLook: Promise<void> = Promise.resolve();
  private stopListening: () => void = () => undefined;
  private isStopped = false;

  constructor(
    private readonly readModels: ReadModels,
    private readonly commands: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.stopListening = this.readModels.onApplied((events) => {
      if (events.some(isOfPlan)) void this.look();
    });
    void this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    this.stopListening();
    clearTimeout(this.timer);
    await this.lastLook;
  }

  /** Asks for what is due. Resolves when that is done; never rejects. One look after the other. */
  look(): Promise<void> {
    this.lastLook = this.lastLook.then(() => this.lookOnce());
    return this.lastLook;
  }

  private async lookOnce(): Promise<void> {
    if (this.isStopped) return;
    if (!this.readModels.status().ready) {
      this.lookIn(NOT_READY_MS);
      return;
    }
    const now = this.clock();
    const { due, next, unreadable } = agendaAt(scheduledPlans(this.readModels.database), now);
    for (const planId of unreadable) this.logger.error(`plan ${planId} has a schedule that this version cannot read: it starts no run`);
    for (const run of due) await this.request(run);
    this.lookIn(next === null ? LOOK_AGAIN_MS : next.getTime() - now.getTime());
  }

  private async request({ planId, schedule, scheduledFor }: DueRun): Promise<void> {
    const context = newContext(deterministicId('scheduled run', planId, scheduledFor), 'scheduler');
    try {
      await this.commands.execute(new RequestScheduledRun({ planId, schedule, scheduledFor }, context));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`the run of plan ${planId} for ${scheduledFor} could not be started yet: ${reason}`);
    }
  }

  private lookIn(milliseconds: number): void {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    this.timer = setTimeout(() => void this.look(), Math.min(milliseconds, LOOK_AGAIN_MS));
  }
}

function isOfPlan({ stream }: PositionedEvent): boolean {
  return stream.startsWith(planStreams) || stream.startsWith(planRunsStreams);
}
