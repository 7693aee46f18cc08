import { DomainError, ReadModels } from '@holdfast/event-sourcing';
import { afterKey, pageOf, type Page } from '@holdfast/http';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetParked, ListParked } from './parked.queries.ts';
import type { ParkedItem, ParkedStatus } from './parked.view.ts';

interface ParkedRow {
  readonly place: string;
  readonly status: ParkedStatus;
  readonly item: string;
}

/** Sorts behind every place. */
const NEWEST = '~';

@QueryHandler(ListParked)
export class ListParkedHandler implements IQueryHandler<ListParked> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ filter, page }: ListParked): Promise<Page<ParkedItem>> {
    const { saga = null, status = null } = filter;
    const sql = `
      SELECT place, status, item FROM parked
      WHERE place < ? AND saga = coalesce(?, saga) AND status = coalesce(?, status) ORDER BY place DESC LIMIT ?`;
    const rows = this.readModels.database.all<ParkedRow>(sql, afterKey(page, NEWEST), saga, status, page.limit + 1);
    return Promise.resolve(pageOf(rows, page.limit, ({ place }) => place, parkedItem));
  }
}

@QueryHandler(GetParked)
export class GetParkedHandler implements IQueryHandler<GetParked> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ id }: GetParked): Promise<ParkedItem> {
    const row = this.readModels.database.get<ParkedRow>('SELECT place, status, item FROM parked WHERE id = ?', id);
    if (!row) throw new ParkedNotFoundError();
    return Promise.resolve(parkedItem(row));
  }
}

export class ParkedNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'PARKED_NOT_FOUND', 'Nothing is parked under this id.');
  }
}

function parkedItem({ status, item }: ParkedRow): ParkedItem {
  return { ...(JSON.parse(item) as Omit<ParkedItem, 'status'>), status };
}
