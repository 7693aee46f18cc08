import { CLOCK, DeciderRepository, type Clock } from '@holdfast/event-sourcing';
import { windowAt } from '@holdfast/schedule';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { runStream } from '../../contracts/run.events.ts';
import { run } from '../../domain/run.decider.ts';
import { StartRun } from './start-run.command.ts';

@CommandHandler(StartRun)
export class StartRunHandler implements ICommandHandler<StartRun> {
  constructor(
    private readonly repository: DeciderRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ data, context }: StartRun): Promise<void> {
    const now = this.clock();
    const window = data.order.window && windowAt(data.order.window, now);
    const closedUntil = window && !window.isOpen ? window.until.getTime() : null;
    const command = { type: 'StartRun', now: now.getTime(), ...data, closedUntil } as const;
    await this.repository.decide(run, runStream(data.runId), command, context);
  }
}
