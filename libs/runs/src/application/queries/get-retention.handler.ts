import { CLOCK, DeciderRepository, DomainError, ReadModels, type Clock } from '@holdfast/event-sourcing';
import { afterKey, pageOf } from '@holdfast/http';
import { planReading, planStream, type PlanTerms } from '@holdfast/plans/contracts';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { RepositoryRetention, RetentionView } from '../../contracts/run.views.ts';
import { retentionOf, type RetainableSnapshot } from '../../domain/retention.ts';
import { GetRetention } from './runs.query.ts';

interface RepositoryRow {
  readonly id: string;
  readonly fullName: string;
}

/** A run of the plan took the snapshot, or found that nothing had changed since: then the plan relies on it as well. */
const OF_PLAN = 'EXISTS (SELECT 1 FROM task JOIN run ON run.id = task.runId WHERE task.snapshotId = snapshot.id AND run.planId = ?)';

@QueryHandler(GetRetention)
export class GetRetentionHandler implements IQueryHandler<GetRetention> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly repository: DeciderRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ planId, page }: GetRetention): Promise<RetentionView> {
    const { retention: rules, schedule } = await this.termsOf(planId);
    const timezone = schedule?.timezone ?? 'UTC';
    const sql = `
      SELECT id, fullName FROM repository WHERE id > ? AND EXISTS (
        SELECT 1 FROM snapshot WHERE snapshot.repositoryId = repository.id AND ${OF_PLAN})
      ORDER BY id LIMIT ?`;
    const rows = this.readModels.database.all<RepositoryRow>(sql, afterKey(page, ''), planId, page.limit + 1);
    const view = (row: RepositoryRow) => this.view(row, planId, rules, timezone);
    return { applied: false, rules, timezone, ...pageOf(rows, page.limit, ({ id }) => id, view) };
  }

  private async termsOf(planId: string): Promise<PlanTerms> {
    const { state } = await this.repository.load(planReading, planStream(planId));
    if (state.status !== 'active') throw new DomainError('not_found', 'PLAN_NOT_FOUND', `There is no plan ${planId}.`);
    return state.terms;
  }

  private view({ id, fullName }: RepositoryRow, planId: string, rules: PlanTerms['retention'], timezone: string): RepositoryRetention {
    const sql = `SELECT id, takenAt FROM snapshot WHERE repositoryId = ? AND ${OF_PLAN}`;
    const snapshots = this.readModels.database.all<{ id: string; takenAt: string } & RetainableSnapshot>(sql, id, planId);
    const retained = retentionOf(snapshots, rules, timezone, this.clock().getTime());
    return {
      repositoryId: id,
      fullName,
      kept: retained
        .filter(({ reasons }) => reasons.length > 0)
        .map(({ id: snapshotId, takenAt, reasons }) => ({ snapshotId, takenAt, reasons })),
      letGo: retained.filter(({ reasons }) => reasons.length === 0).map(({ id: snapshotId, takenAt }) => ({ snapshotId, takenAt })),
    };
  }
}
