import { CLOCK, DeciderRepository, type Clock } from '@holdfast/event-sourcing';
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
    const command = { type: 'StartRun', now: this.clock().getTime(), ...data } as const;
    await this.repository.decide(run, runStream(data.runId), command, context);
  }
}
