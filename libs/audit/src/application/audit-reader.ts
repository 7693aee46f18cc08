import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import type { AuditEntry } from '../contracts/audit.views.ts';
import { conditionsOf } from './audit-conditions.ts';
import type { AuditFilter } from './search-audit.query.ts';
import { contains, searchableText, soughtText } from './searchable-text.ts';

/** An entry and its number, after which the next page begins. */
export interface NumberedEntry {
  readonly number: number;
  readonly entry: AuditEntry;
}

interface Row extends Omit<AuditEntry, 'data' | 'before' | 'after'> {
  readonly number: number;
  readonly data: string;
  readonly before: string | null;
  readonly after: string | null;
}

const COLUMNS = `
  audit.number, audit.position, audit.eventId, audit.at, audit.actor, audit.origin AS "from", audit.type, audit.subject, audit.summary,
  audit.reason, audit.before, audit.after, audit.data, audit.correlationId, audit.causationId`;

/** Candidates that are read in one go. */
const BATCH = 200;

export const AFTER_ALL = Number.MAX_SAFE_INTEGER;

/** Entries that match, newest first, up to `limit`, with numbers below `before`. */
export function entriesMatching(database: ReadModelDatabase, filter: AuditFilter, before: number, limit: number): NumberedEntry[] {
  const batch = filter.q === undefined ? limit : Math.max(limit, BATCH);
  const found: NumberedEntry[] = [];
  for (let next = before; found.length < limit;) {
    const rows = candidates(database, filter, next, batch);
    found.push(...rows.map(numberedEntry).filter(holding(filter.q)));
    const last = rows.at(-1);
    if (!last || rows.length < batch) break;
    next = last.number;
  }
  return found.slice(0, limit);
}

function candidates(database: ReadModelDatabase, filter: AuditFilter, before: number, limit: number): Row[] {
  const { sql, values } = conditionsOf(database, filter, before);
  return database.all<Row>(`SELECT ${COLUMNS} ${sql} LIMIT ?`, ...values, limit);
}

function holding(q: string | undefined): (numbered: NumberedEntry) => boolean {
  if (q === undefined) return () => true;
  const sought = soughtText(q);
  return ({ entry }) => contains(searchableText(entry.summary, entry.data), sought);
}

function numberedEntry({ number, data, before, after, ...row }: Row): NumberedEntry {
  return { number, entry: { ...row, before: parsedOrNull(before), after: parsedOrNull(after), data: JSON.parse(data) as object } };
}

function parsedOrNull(json: string | null): object | null {
  return json === null ? null : (JSON.parse(json) as object);
}
