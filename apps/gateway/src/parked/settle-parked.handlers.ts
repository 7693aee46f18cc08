import { DeciderRepository, ReadModels, sagaParked, type CommandContext, type SagaParkedCommand } from '@holdfast/event-sourcing';
import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ParkedNotFoundError } from './parked.query-handlers.ts';
import { DiscardParked, RequestReplay } from './settle-parked.commands.ts';

/** Finds the stream of what is parked, and decides there. */
@Injectable()
export class ParkedDesk {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly readModels: ReadModels,
  ) {}

  async decide(id: string, command: SagaParkedCommand, context: CommandContext): Promise<void> {
    const sql = `SELECT stream, json_extract(item, '$.correlationId') AS correlationId FROM parked WHERE id = ?`;
    const row = this.readModels.database.get<{ stream: string; correlationId: string }>(sql, id);
    if (!row) throw new ParkedNotFoundError();
    // Part of the story that led to it: whoever follows that in the audit trail sees how it ended.
    await this.repository.decide(sagaParked, row.stream, command, { ...context, correlationId: row.correlationId });
  }
}

@CommandHandler(RequestReplay)
export class RequestReplayHandler implements ICommandHandler<RequestReplay> {
  constructor(private readonly parked: ParkedDesk) {}

  execute({ data: { id }, context }: RequestReplay): Promise<void> {
    return this.parked.decide(id, { type: 'RequestReplay' }, context);
  }
}

@CommandHandler(DiscardParked)
export class DiscardParkedHandler implements ICommandHandler<DiscardParked> {
  constructor(private readonly parked: ParkedDesk) {}

  execute({ data: { id, reason }, context }: DiscardParked): Promise<void> {
    return this.parked.decide(id, { type: 'Discard', reason }, context);
  }
}
