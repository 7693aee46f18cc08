import { CLOCK, ReadModels, type Clock, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { afterKey, pageOf, type Page } from '@holdfast/http';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { PlanCredentialView, PlanView } from '../../contracts/plan.views.ts';
import { PlanNotFoundError } from '../../domain/plan.errors.ts';
import { KnownRepositories } from '../known-repositories.ts';
import { nextTimeOf, warningsOf } from '../plan-warnings.ts';
import { GetPlan, ListPlans } from './plans.query.ts';

interface PlanRow {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly definition: string;
  readonly usesAdditionalCredentials: number;
  readonly paused: number;
  readonly pausedReason: string | null;
  /** JSON. */
  readonly patternsWithoutEffect: string;
  readonly lastRunId: string | null;
  readonly lastRunStatus: string;
  readonly lastRunStartedAt: string;
  readonly lastRunEndedAt: string | null;
}

interface OptionRow {
  readonly credentialId: string;
  readonly label: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly status: string;
  readonly enabled: number;
}

@QueryHandler(ListPlans)
export class ListPlansHandler implements IQueryHandler<ListPlans> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ page }: ListPlans): Promise<Page<PlanView>> {
    const { database } = this.readModels;
    const rows = database.all<PlanRow>('SELECT * FROM plan WHERE id > ? ORDER BY id LIMIT ?', afterKey(page, ''), page.limit + 1);
    const known = new KnownRepositories(database);
    const view = (row: PlanRow) => planView(row, database, known, this.clock());
    return Promise.resolve(pageOf(rows, page.limit, ({ id }) => id, view));
  }
}

@QueryHandler(GetPlan)
export class GetPlanHandler implements IQueryHandler<GetPlan> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ planId }: GetPlan): Promise<PlanView> {
    const { database } = this.readModels;
    const row = database.get<PlanRow>('SELECT * FROM plan WHERE id = ?', planId);
    if (!row) throw new PlanNotFoundError(planId);
    return Promise.resolve(planView(row, database, new KnownRepositories(database), this.clock()));
  }
}

function planView(row: PlanRow, database: ReadModelDatabase, known: KnownRepositories, now: Date): PlanView {
  const { id, name, organizationId, lastRunId, pausedReason } = row;
  const definition = JSON.parse(row.definition) as Pick<PlanView, 'repositories' | 'content' | 'schedule' | 'window' | 'retention'>;
  const { lastRunStatus: status, lastRunStartedAt: startedAt, lastRunEndedAt: endedAt } = row;
  const patternsWithoutEffect = JSON.parse(row.patternsWithoutEffect) as string[];
  const nextRun = row.paused === 0 && definition.schedule ? nextTimeOf(definition.schedule, now) : null;
  return {
    ...{ id, name, organizationId, status: row.paused === 1 ? 'paused' : 'active', pausedReason },
    ...definition,
    additionalCredentials: { enabled: row.usesAdditionalCredentials === 1, credentials: optionsOf(row, database) },
    nextRunAt: nextRun?.toISOString() ?? null,
    lastRun: lastRunId === null ? null : { id: lastRunId, status, startedAt, endedAt },
    warnings: warningsOf({ organizationId, ...definition, patternsWithoutEffect }, known, now),
  };
}

function optionsOf({ id, organizationId }: PlanRow, database: ReadModelDatabase): PlanCredentialView[] {
  const sql = `
    SELECT option.*, EXISTS (SELECT 1 FROM plan_credential AS own WHERE own.planId = ? AND own.credentialId = option.credentialId) AS enabled
    FROM plan_credential_option AS option WHERE option.organizationId = ? ORDER BY option.credentialId`;
  return database.all<OptionRow>(sql, id, organizationId).map(({ credentialId, label, accountId, accountName, enabled, status }) => ({
    id: credentialId,
    label,
    account: { id: accountId, name: accountName },
    enabled: enabled === 1,
    status,
  }));
}
