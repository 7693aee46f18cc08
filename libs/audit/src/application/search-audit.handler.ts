import { ReadModels } from '@holdfast/event-sourcing';
import { afterKey, pageOf, type Page } from '@holdfast/http';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { AuditEntry } from '../contracts/audit.views.ts';
import { SearchAudit, type AuditFilter } from './search-audit.query.ts';

interface AuditRow extends Omit<AuditEntry, 'data'> {
  readonly place: string;
  readonly data: string;
}

const columns = ['actor', 'type', 'organizationId', 'planId', 'runId'] as const;

@QueryHandler(SearchAudit)
export class SearchAuditHandler implements IQueryHandler<SearchAudit> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ filter, page }: SearchAudit): Promise<Page<AuditEntry>> {
    const { conditions, values } = conditionsOf(filter);
    const where = ['place < ?', ...conditions].join(' AND ');
    const sql = `
      SELECT place, position, at, actor, type, subject, summary, data, correlationId, causationId
      FROM audit WHERE ${where} ORDER BY place DESC LIMIT ?`;
    const rows = this.readModels.database.all<AuditRow>(sql, afterKey(page, '~'), ...values, page.limit + 1);
    return Promise.resolve(pageOf(rows, page.limit, ({ place }) => place, auditEntry));
  }
}

/** The subject may be a whole stream, `plan-<id>`, or the id alone. */
function conditionsOf(filter: AuditFilter): { conditions: string[]; values: string[] } {
  const { subject, from, to, q } = filter;
  const terms: (readonly [string, ...string[]])[] = [
    ...columns.flatMap((column) => (filter[column] === undefined ? [] : [[`${column} = ?`, filter[column]] as const])),
    ...(subject === undefined ? [] : [[`(subject = ? OR substr(subject, instr(subject, '-') + 1) = ?)`, subject, subject] as const]),
    ...(from === undefined ? [] : [['at >= ?', new Date(from).toISOString()] as const]),
    ...(to === undefined ? [] : [['at <= ?', new Date(to).toISOString()] as const]),
    ...(q === undefined
      ? []
      : [['(instr(lower(summary), ?) > 0 OR instr(lower(data), ?) > 0)', asSqliteLowers(q), asSqliteLowers(q)] as const]),
  ];
  return { conditions: terms.map(([condition]) => condition), values: terms.flatMap(([, ...values]) => values) };
}

function auditEntry({ place: _, data, ...row }: AuditRow): AuditEntry {
  return { ...row, data: JSON.parse(data) as object };
}

/** SQLite's `lower` knows the letters of ASCII alone: other letters are found as they are written. */
function asSqliteLowers(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
