import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Orchestrator } from '../orchestrator.ts';
import { ReplayParked } from './replay-parked.command.ts';

@CommandHandler(ReplayParked)
export class ReplayParkedHandler implements ICommandHandler<ReplayParked> {
  constructor(private readonly orchestrator: Orchestrator) {}

  execute({ data, context }: ReplayParked): Promise<void> {
    return this.orchestrator.replays.replay(data, context);
  }
}
