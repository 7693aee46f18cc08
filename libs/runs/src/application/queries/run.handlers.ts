import { ReadModels, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { afterKey, pageOf, type Page } from '@holdfast/http';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type {
  CredentialSwitchView,
  RequestsOfCredential,
  RunStatus,
  RunView,
  TaskView,
  ThrottledPeriod,
} from '../../contracts/run.views.ts';
import type { RequestsPaid } from '../../contracts/task.events.ts';
import { RunNotFoundError } from '../../domain/run.errors.ts';
import { decisionsOf } from './lease-decisions.ts';
import { GetRun, ListDecisions, ListRuns, ListTasks, type LeaseDecisionView } from './runs.query.ts';

/** Sorts behind every id: lists of runs begin with the newest. */
const NEWEST = '\u{10FFFF}';

interface RunRow extends Omit<RunView, 'status' | 'tasks' | 'requests' | 'credentialSwitches' | 'throttledPeriods' | 'missing'> {
  readonly status: RunStatus;
  readonly planned: number | null;
  readonly captured: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly missing: string;
}

interface TaskRow extends Omit<TaskView, 'credentialsUsed' | 'requests'> {
  /** As JSON: what the task said at its end, or else what its leases say. */
  readonly paid: string;
}

@QueryHandler(ListRuns)
export class ListRunsHandler implements IQueryHandler<ListRuns> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ filter, page }: ListRuns): Promise<Page<RunView>> {
    const { database } = this.readModels;
    const { planId = null, organizationId = null, status = null } = filter;
    const sql = `
      SELECT * FROM run WHERE id < ? AND planId = coalesce(?, planId) AND organizationId = coalesce(?, organizationId)
        AND status = coalesce(?, status) ORDER BY id DESC LIMIT ?`;
    const rows = database.all<RunRow>(sql, afterKey(page, NEWEST), planId, organizationId, status, page.limit + 1);
    const view = (row: RunRow) => runView(row, database);
    return Promise.resolve(pageOf(rows, page.limit, ({ id }) => id, view));
  }
}

@QueryHandler(GetRun)
export class GetRunHandler implements IQueryHandler<GetRun> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ runId }: GetRun): Promise<RunView> {
    const { database } = this.readModels;
    return Promise.resolve(runView(runRow(database, runId), database));
  }
}

@QueryHandler(ListTasks)
export class ListTasksHandler implements IQueryHandler<ListTasks> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ runId, page }: ListTasks): Promise<Page<TaskView>> {
    const { database } = this.readModels;
    runRow(database, runId);
    const sql = `
      SELECT id, repository, status, attempts, snapshotId, reason, startedAt, endedAt, coalesce(paid, (
        SELECT json_group_array(json_object('credentialId', credentialId, 'count', requests))
        FROM spending WHERE runId = task.runId AND taskId = task.id)) AS paid
      FROM task WHERE runId = ? AND id > ? ORDER BY id LIMIT ?`;
    const rows = database.all<TaskRow>(sql, runId, afterKey(page, ''), page.limit + 1);
    return Promise.resolve(pageOf(rows, page.limit, ({ id }) => id, taskView));
  }
}

@QueryHandler(ListDecisions)
export class ListDecisionsHandler implements IQueryHandler<ListDecisions> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ runId, page }: ListDecisions): Promise<Page<LeaseDecisionView>> {
    const { database } = this.readModels;
    runRow(database, runId);
    return Promise.resolve(decisionsOf(database, runId, page));
  }
}

function runRow(database: ReadModelDatabase, runId: string): RunRow {
  const row = database.get<RunRow>('SELECT * FROM run WHERE id = ?', runId);
  if (!row) throw new RunNotFoundError(runId);
  return row;
}

function taskView({ paid, ...row }: TaskRow): TaskView {
  const payments = JSON.parse(paid) as Pick<RequestsPaid, 'credentialId' | 'count'>[];
  const requests = payments.reduce((total, { count }) => total + count, 0);
  return { ...row, requests, credentialsUsed: [...new Set(payments.map(({ credentialId }) => credentialId))] };
}

function runView(row: RunRow, database: ReadModelDatabase): RunView {
  const { id, planId, organizationId, retryOf, status, startedAt, endedAt, waitsFor, resumesAt, bytes } = row;
  const { planned, captured, unchanged, failed, cancelled } = row;
  const byCredential = requestsOf(database, id);
  const running = database.get<{ n: number }>(`SELECT count(*) AS n FROM task WHERE runId = ? AND status = 'running'`, id)?.n ?? 0;
  return {
    ...{ id, planId, organizationId, retryOf, status, startedAt, endedAt, waitsFor, resumesAt },
    tasks: { planned, captured, unchanged, failed, running, cancelled },
    requests: { total: byCredential.reduce((total, { count }) => total + count, 0), byCredential },
    credentialSwitches: switchesOf(database, id),
    throttledPeriods: throttledPeriodsOf(database, id),
    missing: JSON.parse(row.missing) as RunView['missing'],
    bytes,
  };
}

function requestsOf(database: ReadModelDatabase, runId: string): RequestsOfCredential[] {
  const sql = `
    SELECT spending.credentialId, coalesce(label, 'removed credential') AS label, accountId AS account, bucket, sum(requests) AS count
    FROM spending LEFT JOIN credential_label ON credential_label.credentialId = spending.credentialId
    WHERE runId = ? GROUP BY spending.credentialId, bucket ORDER BY label, bucket`;
  return database.all<RequestsOfCredential>(sql, runId);
}

function switchesOf(database: ReadModelDatabase, runId: string): CredentialSwitchView[] {
  const sql = 'SELECT at, taskId, "from", "to", bucket, reason FROM credential_switch WHERE runId = ? ORDER BY id';
  return database.all<Record<'at' | 'taskId' | 'from' | 'to' | 'bucket' | 'reason', string>>(sql, runId).map(({ from, to, ...row }) => ({
    ...row,
    from: JSON.parse(from) as CredentialSwitchView['from'],
    to: JSON.parse(to) as CredentialSwitchView['to'],
  }));
}

function throttledPeriodsOf(database: ReadModelDatabase, runId: string): ThrottledPeriod[] {
  return database.all<ThrottledPeriod>('SELECT accountId, bucket, "from", until FROM throttled_period WHERE runId = ? ORDER BY id', runId);
}
