import { ReadModels } from '@holdfast/event-sourcing';
import { afterKey, pageOf, type Page } from '@holdfast/http';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { AuditEntry } from '../contracts/audit.views.ts';
import { AFTER_ALL, entryOf, rowsMatching } from './audit-reader.ts';
import { SearchAudit } from './search-audit.query.ts';

@QueryHandler(SearchAudit)
export class SearchAuditHandler implements IQueryHandler<SearchAudit> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ filter, page }: SearchAudit): Promise<Page<AuditEntry>> {
    const found = rowsMatching(this.readModels.database, filter, numberIn(afterKey(page, String(AFTER_ALL))), page.limit + 1);
    return Promise.resolve(pageOf(found, page.limit, ({ number }) => String(number), entryOf));
  }
}

/** Nothing is before a cursor that we did not make. */
function numberIn(key: string): number {
  return /^\d{1,16}$/.test(key) ? Math.min(Number(key), AFTER_ALL) : 0;
}
