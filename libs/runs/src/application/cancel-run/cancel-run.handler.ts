import { CLOCK, DeciderRepository, type Clock } from '@holdfast/event-sourcing';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { runStream } from '../../contracts/run.events.ts';
import { run } from '../../domain/run.decider.ts';
import { CancelRun } from './cancel-run.command.ts';

@CommandHandler(CancelRun)
export class CancelRunHandler implements ICommandHandler<CancelRun> {
  constructor(
    private readonly repository: DeciderRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ data, context }: CancelRun): Promise<void> {
    const command = { type: 'CancelRun', now: this.clock().getTime(), ...data } as const;
    await this.repository.decide(run, runStream(data.runId), command, context);
  }
}
