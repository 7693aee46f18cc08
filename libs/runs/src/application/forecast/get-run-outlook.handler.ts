import { CLOCK, DeciderRepository, ReadModels, type Clock } from '@holdfast/event-sourcing';
import { simulateRun } from '@holdfast/quota';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { RunEta, RunForecastView, RunOutlook } from '../../contracts/forecast.views.ts';
import { runStream, type RunOrder } from '../../contracts/run.events.ts';
import type { RunView, TaskView } from '../../contracts/run.views.ts';
import { run } from '../../domain/run.decider.ts';
import { AccountSupplies } from './account-supplies.ts';
import { expectedWork, totalOf, type ExpectedWork } from './expected-work.ts';
import { GetRunOutlook } from './get-run-outlook.query.ts';
import { endOf } from './open-time.ts';
import { repositoriesOf } from './plan-repositories.ts';

interface TaskRow {
  readonly repositoryId: string;
  readonly status: TaskView['status'];
}

/** Of a capture that has begun. */
const HALF_DONE = 0.5;

@QueryHandler(GetRunOutlook)
export class GetRunOutlookHandler implements IQueryHandler<GetRunOutlook> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly repository: DeciderRepository,
    private readonly supplies: AccountSupplies,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ run: view }: GetRunOutlook): Promise<RunOutlook> {
    return { eta: view.endedAt === null ? await this.etaOf(view) : null, forecast: this.forecastOf(view) };
  }

  /** Null also when no credential works, or the window opens too rarely. */
  private async etaOf({ id, planId, tasks: { planned } }: RunView): Promise<RunEta | null> {
    const { state } = await this.repository.load(run, runStream(id));
    if (state.status === 'none' || state.status === 'ended') return null;
    const { accounts } = await this.supplies.of(planId, state.order.organizationId);
    if (accounts.length === 0) return null;
    const expected = planned === null ? this.allOf(planId, state.order) : this.restOf(id, state.order);
    const { seconds } = simulateRun(
      expected.work,
      accounts.map(({ supply }) => supply),
    );
    const endsAt = endOf(state.order.window, this.clock(), seconds);
    return endsAt && { endsAt: endsAt.toISOString(), remainingRequests: totalOf(expected), basis: basisOf(expected, planned) };
  }

  /** Before the list is complete: what the plan takes of the repositories that are known. */
  private allOf(planId: string, { organizationId, repositories, content }: RunOrder): ExpectedWork {
    const { database } = this.readModels;
    const { ids, known } = repositoriesOf(database, { planId, organizationId, repositories });
    return expectedWork(database, { organizationId, content, repositoryIds: ids, listed: known });
  }

  /** What has ended shows what is usual. */
  private restOf(runId: string, { organizationId, content }: RunOrder): ExpectedWork {
    const { database } = this.readModels;
    const tasks = database.all<TaskRow>('SELECT repositoryId, status FROM task WHERE runId = ? ORDER BY id', runId);
    const open = tasks.filter(({ status }) => status === 'planned' || status === 'running');
    const left = new Map(open.map(({ repositoryId, status }) => [repositoryId, status === 'running' ? HALF_DONE : 1]));
    const alikeIds = tasks.map(({ repositoryId }) => repositoryId);
    return expectedWork(database, { organizationId, content, repositoryIds: [...left.keys()], alikeIds, listed: null, left });
  }

  private forecastOf({ id, status, startedAt, endedAt, requests }: RunView): RunForecastView | null {
    const sql = 'SELECT requests, seconds FROM run_forecast WHERE runId = ?';
    const forecast = this.readModels.database.get<Pick<RunForecastView, 'requests' | 'seconds'> & object>(sql, id);
    if (!forecast) return null;
    const actualRequests = endedAt === null ? null : requests.total;
    const actualSeconds = endedAt === null ? null : Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000);
    // What was stopped half-way says nothing about the whole.
    const isWhole = status !== 'cancelled';
    return {
      ...{ requests: forecast.requests, seconds: forecast.seconds, actualRequests, actualSeconds },
      errorRequests: isWhole ? errorOf(forecast.requests, actualRequests) : null,
      errorSeconds: isWhole ? errorOf(forecast.seconds, actualSeconds) : null,
    };
  }
}

function basisOf({ estimate: { captures, neverCaptured } }: ExpectedWork, planned: number | null): string {
  if (planned === null) return `The list of repositories is not complete; ${captures.length} that are known are counted.`;
  const firsts = neverCaptured === 0 ? '' : `, ${neverCaptured} of them for the first time, at what is usual`;
  return `${captures.length} of ${planned} repositories are still to be captured${firsts}; the accounts have what their ledgers say.`;
}

function errorOf(forecast: number, actual: number | null): number | null {
  return actual === null || actual === 0 ? null : Math.round((forecast / actual - 1) * 1_000) / 1_000;
}
