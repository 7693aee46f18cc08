import { CLOCK, DeciderRepository, furtherContext, type Clock, type CommandContext } from '@holdfast/event-sourcing';
import { windowAt } from '@holdfast/schedule';
import { Inject, Injectable } from '@nestjs/common';
import { runStream } from '../../contracts/run.events.ts';
import { run } from '../../domain/run.decider.ts';
import { WindowClosedError } from '../../domain/run.errors.ts';

/** Keeps runs within the windows of their plans. */
@Injectable()
export class RunWindows {
  constructor(
    private readonly repository: DeciderRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Until when (milliseconds since 1970) a run may send requests from now on; Infinity when it may at any time. While its window is closed it
   * pauses the run and throws WindowClosedError.
   */
  async openUntil(runId: string, context: CommandContext): Promise<number> {
    const { state } = await this.repository.load(run, runStream(runId));
    if (state.status === 'none' || !state.order.window) return Infinity;
    const now = this.clock();
    const { isOpen, until } = windowAt(state.order.window, now);
    if (isOpen) return until.getTime();
    const command = { type: 'PauseRun', runId, now: now.getTime(), resumesAt: until.getTime() } as const;
    await this.repository.decide(run, runStream(runId), command, furtherContext(context, 'pause'));
    throw new WindowClosedError(until);
  }
}
