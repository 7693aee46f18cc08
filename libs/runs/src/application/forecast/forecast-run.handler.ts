import { CLOCK, DeciderRepository, ReadModels, type Clock } from '@holdfast/event-sourcing';
import { simulateRun } from '@holdfast/quota';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { runStream } from '../../contracts/run.events.ts';
import { run, type RunState } from '../../domain/run.decider.ts';
import { RunNotFoundError } from '../../domain/run.errors.ts';
import { AccountSupplies } from './account-supplies.ts';
import { expectedWork, totalOf } from './expected-work.ts';
import { ForecastRun } from './forecast-run.command.ts';
import { endOf } from './open-time.ts';

type Going = Exclude<RunState, { status: 'none' }>;

interface RunRow {
  readonly startedAt: string;
}

@CommandHandler(ForecastRun)
export class ForecastRunHandler implements ICommandHandler<ForecastRun> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly repository: DeciderRepository,
    private readonly supplies: AccountSupplies,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ data: { runId }, context }: ForecastRun): Promise<void> {
    const { state } = await this.repository.load(run, runStream(runId));
    if (state.status === 'none' || state.status === 'ended') return;
    // Its tasks are to be among the rows.
    await this.readModels.waitFor(await this.readModels.lastStored());
    const { accounts } = await this.supplies.of(state.planId, state.order.organizationId);
    if (accounts.length === 0) return;
    const now = this.clock();
    const expected = this.expected(runId, state);
    const { seconds } = simulateRun(
      { ...expected.work, listing: { requests: {}, seconds: 0 } },
      accounts.map(({ supply }) => supply),
    );
    const endsAt = endOf(state.order.window, now, seconds);
    if (!endsAt) return;
    const command = {
      ...({ type: 'RecordForecast', runId, now: now.getTime(), requests: totalOf(expected) } as const),
      ...{ tasks: expected.work.tasks.length, accounts: accounts.length, seconds: this.secondsFromStart(runId, endsAt) },
    };
    await this.repository.decide(run, runStream(runId), command, context);
  }

  private expected(runId: string, { order }: Going) {
    const { database } = this.readModels;
    const { organizationId, content, retryOf } = order;
    const sql = 'SELECT repositoryId FROM task WHERE runId = ? ORDER BY id';
    const repositoryIds = database.all<{ repositoryId: string }>(sql, runId).map(({ repositoryId }) => repositoryId);
    const listed = retryOf === undefined ? knownRepositories(database, organizationId) : null;
    return expectedWork(database, { organizationId, content, repositoryIds, listed, beforeRun: runId });
  }

  private secondsFromStart(runId: string, endsAt: Date): number {
    const row = this.readModels.database.get<RunRow>('SELECT startedAt FROM run WHERE id = ?', runId);
    if (!row) throw new RunNotFoundError(runId);
    return Math.ceil((endsAt.getTime() - Date.parse(row.startedAt)) / 1_000);
  }
}

function knownRepositories(database: ReadModels['database'], organizationId: string): number {
  return database.get<{ n: number }>('SELECT count(*) AS n FROM repository WHERE organizationId = ?', organizationId)?.n ?? 0;
}
