import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { lastOwnWrite, trackWrites, type Position, type PositionedEvent } from '@holdfast/event-sourcing';
import { isBeyondLimits, nextTasks, openWork, ownWork, taskQueues, WindowClosedError, type OpenWork } from '@holdfast/runs';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { captureTask } from './capture/capture-task.job.ts';
import { Claims } from './claims.ts';
import { Looks } from './looks.ts';
import { roomForTasks, roomInLane } from './places.ts';
import { planRun } from './planning/plan-run.job.ts';
import { Presence } from './presence.ts';
import { restoreSnapshot } from './restore/restore.job.ts';
import { WorkInHand } from './work-in-hand.ts';
import type { Story, WorkerEnvironment } from './worker-environment.ts';
import { WORKER_LIMITS, type WorkerLimits } from './worker-limits.ts';

export const WORKER_ENVIRONMENT = Symbol('WorkerEnvironment');

/** Work that another worker left behind is looked for this often. */
const LOOK_AGAIN_MS = 5_000;
/** How often it is checked in the time of a stall whether work gets on. */
const CHECKS = 10;

const jobs = { planning: planRun, task: captureTask, restore: restoreSnapshot };

/** Events that give a piece of work to a worker. */
const assignments = new Set(['RunPlanningAssigned', 'TaskAssigned', 'RestoreAssigned']);

/**
 * Takes on open work and does it. What it takes it writes down first, so that each piece is in one worker's hands; what it has when the
 * process is asked to stop it hands back; what it had when the process died it finds and goes on with at the next start. It aborts what was
 * cancelled, what somebody else has taken over, and what does not get on.
 */
@Injectable()
export class Worker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('worker');
  private readonly inHand = new Map<string, WorkInHand>();
  /** When each run last got a task here. */
  private lastTurns = new Map<string, number>();
  private turns = 0;
  private readonly endings = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly claims: Claims;
  private readonly presence: Presence;
  private readonly looks = new Looks(() => {
    this.takeOn();
  });
  private stopListening: () => void = () => undefined;
  private timers: NodeJS.Timeout[] = [];

  constructor(
    @Inject(WORKER_ENVIRONMENT) private readonly environment: WorkerEnvironment,
    @Inject(WORKER_LIMITS) private readonly limits: WorkerLimits,
  ) {
    this.claims = new Claims(environment);
    this.presence = new Presence(environment, () => this.inHand.size > 0, this.logTrouble('presence'));
  }

  async onApplicationBootstrap(): Promise<void> {
    await rm(this.environment.scratchDirectory, { recursive: true, force: true });
    this.stopListening = this.environment.readModels.onApplied((events) => {
      for (const event of events) this.hear(event);
      this.looks.soon();
    });
    this.timers = [setInterval(this.lookSoon, LOOK_AGAIN_MS), setInterval(this.checkProgress, (this.limits.stallSeconds * 1_000) / CHECKS)];
    this.presence.start();
    this.looks.soon();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.stopListening();
    this.looks.stop();
    this.timers.forEach(clearInterval);
    for (const hand of this.inHand.values()) hand.abort('STOPPING');
    await Promise.all(this.endings);
    this.presence.stop();
  }

  /** Whatever the worker does not hear of in time ends with the work: its reports are no news then. */
  private hear({ type, data }: PositionedEvent): void {
    const { runId, taskId, restoreId, workerId } = data as Partial<Record<'runId' | 'taskId' | 'restoreId' | 'workerId', string>>;
    if (type === 'RunCancelled') {
      for (const hand of this.inHand.values()) if (hand.work.runId === runId) hand.abort('RUN_CANCELLED');
    } else if (assignments.has(type) && workerId !== this.environment.workerId) {
      this.inHand.get(taskId ?? restoreId ?? runId ?? '')?.abort('TAKEN_OVER');
    }
  }

  private readonly lookSoon = (): void => {
    this.looks.soon();
  };

  private readonly checkProgress = (): void => {
    for (const hand of this.inHand.values()) hand.check(CHECKS);
  };

  private takeOn(): void {
    if (this.stopping.signal.aborted) return;
    for (const work of this.nextWork()) {
      const hand = new WorkInHand(work, this.lookSoon);
      this.inHand.set(work.id, hand);
      if (work.kind === 'task' && work.runId !== null) this.lastTurns.set(work.runId, (this.turns += 1));
      const ending = this.finish(hand);
      this.endings.add(ending);
      void ending.finally(() => this.endings.delete(ending));
    }
  }

  private nextWork(): OpenWork[] {
    const { workerId, clock, readModels } = this.environment;
    const { database } = readModels;
    const looking = { workerId, now: clock().toISOString() };
    const isNew = ({ id }: OpenWork) => !this.inHand.has(id);
    const hands = [...this.inHand.values()];
    const found = ownWork(database, workerId).filter(isNew);
    for (const kind of ['planning', 'restore'] as const) {
      const room = roomInLane(hands, kind);
      if (room > 0)
        found.push(
          ...openWork(database, kind, looking, room + hands.length)
            .filter(isNew)
            .slice(0, room),
        );
    }
    const room = roomForTasks(hands, this.limits.tasks);
    if (room.free === 0) return found;
    const queues = taskQueues(database, looking).map((queue) => ({ ...queue, open: queue.open.filter(isNew) }));
    const { organizationTasks: organization, runningTasks: all } = this.limits;
    this.lastTurns = new Map([...this.lastTurns].filter(([id]) => queues.some(({ runId }) => runId === id)));
    return [...found, ...nextTasks(queues, { workerId, ...room, lastTurns: this.lastTurns, limits: { organization, all } })];
  }

  private async finish(hand: WorkInHand): Promise<void> {
    let lastWrite: Position | undefined;
    const mayBeMore = await trackWrites(
      () => this.work(hand),
      (position) => (lastWrite = position),
    );
    // The next look must not see this piece as open.
    if (!this.stopping.signal.aborted) await this.environment.readModels.waitFor(lastWrite).catch(this.logTrouble(hand.work.id));
    this.inHand.delete(hand.work.id);
    // Where somebody else was faster, the read models are about to show it.
    if (mayBeMore) this.looks.soon();
  }

  /** Answers whether it is worth looking for more at once. Never rejects. */
  private async work(hand: WorkInHand): Promise<boolean> {
    let story: Story | undefined;
    try {
      story = await this.claims.storyOf(hand.work);
      if (!(await this.take(hand.work, story))) return false;
      const { progress, waiting } = hand;
      await jobs[hand.work.kind]({ ...this.environment, story, progress, waiting }, hand.work.id, hand.signal);
    } catch (error) {
      await this.giveUp(hand, story, error);
    }
    return true;
  }

  /** Of several workers that take the last place at once, all but the first give their task back. */
  private async take(work: OpenWork, story: Story): Promise<boolean> {
    if (!(await this.claims.take(work, story))) return false;
    const { organizationTasks: organization, runningTasks: all } = this.limits;
    if (work.kind !== 'task' || (organization === null && all === null)) return true;
    const { readModels, workerId, clock } = this.environment;
    await readModels.waitFor(lastOwnWrite());
    if (!isBeyondLimits(readModels.database, work.id, { workerId, now: clock().toISOString() }, { organization, all })) return true;
    await this.claims.giveBack(work, story);
    return false;
  }

  private async giveUp({ work, abortCause }: WorkInHand, story: Story | undefined, error: unknown): Promise<void> {
    const isTrouble = abortCause === undefined && !(error instanceof WindowClosedError);
    if (isTrouble) this.logTrouble(`${work.kind} ${work.id}`)(error);
    const stalledSeconds = abortCause === 'NO_PROGRESS' ? this.limits.stallSeconds : undefined;
    if (story && abortCause !== 'TAKEN_OVER')
      await this.claims.giveBack(work, story, stalledSeconds).catch(this.logTrouble(`${work.kind} ${work.id}`));
    if (isTrouble) await delay(LOOK_AGAIN_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private logTrouble(what: string): (error: unknown) => void {
    return (error) => {
      this.logger.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    };
  }
}
