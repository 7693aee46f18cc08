import { CLOCK, DeciderRepository, type Clock } from '@holdfast/event-sourcing';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { repositoryStream } from '../../contracts/repository.events.ts';
import { restoreStream } from '../../contracts/restore.events.ts';
import { runStream } from '../../contracts/run.events.ts';
import { taskStream, type RepositoryReference } from '../../contracts/task.events.ts';
import { repository } from '../../domain/repository.decider.ts';
import { restore } from '../../domain/restore.decider.ts';
import { run } from '../../domain/run.decider.ts';
import { task } from '../../domain/task.decider.ts';
import { ReportOnRepository, ReportOnRestore, ReportOnRun, ReportOnTask } from './worker-reports.command.ts';

@CommandHandler(ReportOnRun)
export class ReportOnRunHandler implements ICommandHandler<ReportOnRun> {
  constructor(
    private readonly repository: DeciderRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ data, context }: ReportOnRun): Promise<boolean> {
    const now = this.clock().getTime();
    const { events } = await this.repository.decide(run, runStream(data.runId), { ...data, now }, context);
    return events.length > 0;
  }
}

@CommandHandler(ReportOnTask)
export class ReportOnTaskHandler implements ICommandHandler<ReportOnTask> {
  constructor(
    private readonly repository: DeciderRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ data, context }: ReportOnTask): Promise<boolean> {
    const now = this.clock().getTime();
    const { events } = await this.repository.decide(task, taskStream(data.taskId), { ...data, now }, context);
    return events.length > 0;
  }
}

@CommandHandler(ReportOnRestore)
export class ReportOnRestoreHandler implements ICommandHandler<ReportOnRestore> {
  constructor(
    private readonly repository: DeciderRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ data, context }: ReportOnRestore): Promise<boolean> {
    const now = this.clock().getTime();
    const { events } = await this.repository.decide(restore, restoreStream(data.restoreId), { ...data, now }, context);
    return events.length > 0;
  }
}

@CommandHandler(ReportOnRepository)
export class ReportOnRepositoryHandler implements ICommandHandler<ReportOnRepository> {
  constructor(private readonly repository: DeciderRepository) {}

  async execute({ data, context }: ReportOnRepository): Promise<boolean> {
    const { events } = await this.repository.decide(repository, repositoryStream(repositoryIn(data).id), data, context);
    return events.length > 0;
  }
}

function repositoryIn(data: ReportOnRepository['data']): RepositoryReference {
  switch (data.type) {
    case 'NoteRepository':
      return data.repository;
    case 'StoreSnapshot':
      return data.snapshot.repository;
    case 'RecordCorruption':
      return data.found.repository;
  }
}
