import { DeciderRepository, ReadModels } from '@holdfast/event-sourcing';
import { afterKey, pageOf, type Page } from '@holdfast/http';
import { organizationReading, organizationStream } from '@holdfast/organizations/contracts';
import { ObjectCorruptError, ObjectMissingError, Vault } from '@holdfast/vault';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { RepositoryView, RestoreView, SnapshotDetails, SnapshotView } from '../../contracts/run.views.ts';
import {
  OrganizationNotFoundError,
  RepositoryNotFoundError,
  RestoreNotFoundError,
  SnapshotNotFoundError,
} from '../../domain/run.errors.ts';
import { GetRestore, GetSnapshot, ListRepositories, ListSnapshots } from './runs.query.ts';

interface SnapshotRow extends Omit<SnapshotView, 'content' | 'notCaptured'> {
  readonly content: string;
  readonly notCaptured: string;
  readonly place: string;
}

interface RestoreRow extends Omit<RestoreView, 'target' | 'restored' | 'notRestored'> {
  readonly target: string;
  readonly restored: string;
  readonly notRestored: string;
}

@QueryHandler(ListRepositories)
export class ListRepositoriesHandler implements IQueryHandler<ListRepositories> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly repository: DeciderRepository,
  ) {}

  async execute({ organizationId, page }: ListRepositories): Promise<Page<RepositoryView>> {
    const { state } = await this.repository.load(organizationReading, organizationStream(organizationId));
    if (state.status === 'none') throw new OrganizationNotFoundError(organizationId);
    const sql = 'SELECT * FROM repository WHERE organizationId = ? AND id > ? ORDER BY id LIMIT ?';
    const rows = this.readModels.database.all<RepositoryView>(sql, organizationId, afterKey(page, ''), page.limit + 1);
    return pageOf(
      rows,
      page.limit,
      ({ id }) => id,
      (row) => row,
    );
  }
}

@QueryHandler(ListSnapshots)
export class ListSnapshotsHandler implements IQueryHandler<ListSnapshots> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ repositoryId, page }: ListSnapshots): Promise<Page<SnapshotView>> {
    const { database } = this.readModels;
    if (!database.get('SELECT 1 FROM repository WHERE id = ?', repositoryId)) throw new RepositoryNotFoundError(repositoryId);
    const sql = 'SELECT * FROM snapshot WHERE repositoryId = ? AND place < ? ORDER BY place DESC LIMIT ?';
    const rows = database.all<SnapshotRow>(sql, repositoryId, afterKey(page, '~'), page.limit + 1);
    return Promise.resolve(pageOf(rows, page.limit, ({ place }) => place, snapshotView));
  }
}

@QueryHandler(GetSnapshot)
export class GetSnapshotHandler implements IQueryHandler<GetSnapshot> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly vault: Vault,
  ) {}

  async execute({ snapshotId }: GetSnapshot): Promise<SnapshotDetails> {
    const row = this.readModels.database.get<SnapshotRow>('SELECT * FROM snapshot WHERE id = ?', snapshotId);
    if (!row) throw new SnapshotNotFoundError(snapshotId);
    return { ...snapshotView(row), ...(await this.refsIn(row.manifestDigest)) };
  }

  private async refsIn(manifestDigest: string): Promise<Pick<SnapshotDetails, 'refs' | 'head'>> {
    try {
      const { git } = await this.vault.getManifest(manifestDigest);
      return { refs: git?.refs ?? [], head: git?.head ?? null };
    } catch (error) {
      if (error instanceof ObjectMissingError || error instanceof ObjectCorruptError) return { refs: null, head: null };
      throw error;
    }
  }
}

@QueryHandler(GetRestore)
export class GetRestoreHandler implements IQueryHandler<GetRestore> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ restoreId }: GetRestore): Promise<RestoreView> {
    const row = this.readModels.database.get<RestoreRow>('SELECT * FROM restore WHERE id = ?', restoreId);
    if (!row) throw new RestoreNotFoundError(restoreId);
    return Promise.resolve({
      ...row,
      target: JSON.parse(row.target) as RestoreView['target'],
      restored: JSON.parse(row.restored) as RestoreView['restored'],
      notRestored: JSON.parse(row.notRestored) as RestoreView['notRestored'],
    });
  }
}

function snapshotView({ place: _, ...row }: SnapshotRow): SnapshotView {
  return {
    ...row,
    content: JSON.parse(row.content) as string[],
    notCaptured: JSON.parse(row.notCaptured) as SnapshotView['notCaptured'],
  };
}
