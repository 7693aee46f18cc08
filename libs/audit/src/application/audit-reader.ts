import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import type { AuditEntry } from '../contracts/audit.views.ts';
import { conditionsOf } from './audit-conditions.ts';
import type { AuditFilter } from './search-audit.query.ts';
import { contains, searchableText, soughtText } from './searchable-text.ts';

/** An entry as it is kept: what is JSON in it is still text. `number` says where it stands; the next page begins before the last one's. */
export interface AuditRow extends Omit<AuditEntry, 'data' | 'before' | 'after'> {
  readonly number: number;
  readonly data: string;
  readonly before: string | null;
  readonly after: string | null;
}

const COLUMNS = `
  audit.number, audit.position, audit.eventId, audit.at, audit.actor, audit.origin AS "from", audit.type, audit.subject, audit.summary,
  audit.reason, audit.before, audit.after, audit.data, audit.correlationId, audit.causationId`;

/** The most candidates that are read in one go. */
const LARGEST_BATCH = 1_000;

export const AFTER_ALL = Number.MAX_SAFE_INTEGER;

/** Entries that match, newest first, up to `limit`, with numbers below `before`. */
export function rowsMatching(database: ReadModelDatabase, filter: AuditFilter, before: number, limit: number): AuditRow[] {
  const found: AuditRow[] = [];
  // Most candidates hold what is sought. Where they do not, more and more are read in one go.
  for (let next = before, batch = limit; found.length < limit; batch = Math.max(limit, Math.min(4 * batch, LARGEST_BATCH))) {
    const rows = candidates(database, filter, next, batch);
    found.push(...rows.filter(holding(filter.q)));
    const last = rows.at(-1);
    if (!last || rows.length < batch) break;
    next = last.number;
  }
  return found.slice(0, limit);
}

export function entryOf({ number: _, data, before, after, ...row }: AuditRow): AuditEntry {
  return { ...row, before: parsedOrNull(before), after: parsedOrNull(after), data: JSON.parse(data) as object };
}

function candidates(database: ReadModelDatabase, filter: AuditFilter, before: number, limit: number): AuditRow[] {
  const { sql, values } = conditionsOf(database, filter, before);
  return database.all<AuditRow>(`SELECT ${COLUMNS} ${sql} LIMIT ?`, ...values, limit);
}

function holding(q: string | undefined): (row: AuditRow) => boolean {
  if (q === undefined) return () => true;
  const sought = soughtText(q);
  return ({ summary, data }) => contains(searchableText(summary, JSON.parse(data) as object), sought);
}

function parsedOrNull(json: string | null): object | null {
  return json === null ? null : (JSON.parse(json) as object);
}
