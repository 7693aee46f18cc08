import type { CommandContext } from '@holdfast/event-sourcing';
import { Command } from '@nestjs/cqrs';
import type { RepositoryCommand } from '../../domain/repository.decider.ts';
import type { RestoreCommand } from '../../domain/restore.decider.ts';
import type { RunCommand } from '../../domain/run.decider.ts';
import type { TaskCommand } from '../../domain/task.decider.ts';

/** A command without the time: the handler looks at the clock. */
type Timeless<T> = T extends unknown ? Omit<T, 'now'> : never;

/** What a worker says about a run: planning taken, handed back, done, throttled, resumed. Answers whether it was news. */
export class ReportOnRun extends Command<boolean> {
  constructor(
    readonly data: Timeless<Exclude<RunCommand, { type: 'StartRun' | 'EndRun' }>>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** What a worker says about a task: planned, taken, handed back, switched, ended. Answers whether it was news. */
export class ReportOnTask extends Command<boolean> {
  constructor(
    readonly data: Timeless<TaskCommand>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** What a worker says about a restore. Answers whether it was news. */
export class ReportOnRestore extends Command<boolean> {
  constructor(
    readonly data: Timeless<Exclude<RestoreCommand, { type: 'RequestRestore' }>>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** What a worker saw of a repository, or stored of it. Answers whether it was news. */
export class ReportOnRepository extends Command<boolean> {
  constructor(
    readonly data: RepositoryCommand,
    readonly context: CommandContext,
  ) {
    super();
  }
}
