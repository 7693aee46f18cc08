import { existsSync } from 'node:fs';
import { CLOCK, DeciderRepository, DomainError, ID_GENERATOR, ReadModels, type Clock, type IdGenerator } from '@holdfast/event-sourcing';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { restoreStream } from '../../contracts/restore.events.ts';
import { SnapshotNotFoundError } from '../../domain/run.errors.ts';
import { restore } from '../../domain/restore.decider.ts';
import { RequestRestore } from './request-restore.command.ts';

@CommandHandler(RequestRestore)
export class RequestRestoreHandler implements ICommandHandler<RequestRestore> {
  constructor(
    private readonly repository: DeciderRepository,
    private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  async execute({ data: { snapshotId, target }, context }: RequestRestore): Promise<{ id: string }> {
    const restoreId = this.newId();
    const { commandIds } = await this.repository.load(restore, restoreStream(restoreId));
    // Repeated: by now the target may exist because of it.
    if (commandIds.has(context.commandId)) return { id: restoreId };
    const snapshot = this.readModels.database.get<{ manifestDigest: string }>(
      'SELECT manifestDigest FROM snapshot WHERE id = ?',
      snapshotId,
    );
    if (!snapshot) throw new SnapshotNotFoundError(snapshotId);
    if (existsSync(target.path)) {
      throw new DomainError('conflict', 'RESTORE_TARGET_EXISTS', `${target.path} exists: nothing is restored over something that exists.`);
    }
    const { manifestDigest } = snapshot;
    const command = { type: 'RequestRestore', restoreId, now: this.clock().getTime(), snapshotId, manifestDigest, target } as const;
    await this.repository.decide(restore, restoreStream(restoreId), command, context);
    return { id: restoreId };
  }
}
