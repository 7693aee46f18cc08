import { streamId, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { indexQueryFor, type IndexQuery } from './audit-index.ts';
import { numbersWithin } from './audit-time.ts';
import { auditedStreams } from './audited-streams.ts';
import type { AuditFilter } from './search-audit.query.ts';
import { soughtText } from './searchable-text.ts';

/** What follows `SELECT …`, up to the order, and the values of its parameters. */
export interface AuditConditions {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** A condition, and the values of its parameters. */
type Term = readonly [condition: string, ...values: (string | number)[]];

/** A column with an index that must have a value. */
interface Equality {
  readonly column: string;
  readonly value: string;
}

/** So many entries are counted to tell which index leads to fewer. */
const PROBED = 2_000;

const columns = ['correlationId', 'runId', 'planId', 'actor', 'type', 'organizationId'] as const;

/** Entries with a number below `before` that may match, newest first: whether they hold the text is left to who reads them. */
export function conditionsOf(database: ReadModelDatabase, filter: AuditFilter, before: number): AuditConditions {
  const index = filter.q === undefined ? null : indexQueryFor(soughtText(filter.q));
  const key = index === null ? 'audit.number' : `${index.table}.rowid`;
  const terms = [
    ...matchOf(index),
    [`${key} < ?`, before] as const,
    ...timeTerms(database, filter, key),
    ...ownTerms(database, filter, index),
  ];
  const tables = index === null ? 'audit' : `${index.table} CROSS JOIN audit ON audit.number = ${key}`;
  return {
    sql: `FROM ${tables} WHERE ${terms.map(([condition]) => condition).join(' AND ')} ORDER BY ${key} DESC`,
    values: terms.flatMap(([, ...values]) => values),
  };
}

function matchOf(index: IndexQuery | null): readonly Term[] {
  return index === null ? [] : [[`${index.table} MATCH ?`, index.match]];
}

function timeTerms(database: ReadModelDatabase, filter: AuditFilter, key: string): readonly Term[] {
  const [from, to] = [filter.from, filter.to].map((time) => (time === undefined ? undefined : Date.parse(time)));
  if (from === undefined && to === undefined) return [];
  const { first, last } = numbersWithin(database, from, to);
  return [
    [`${key} BETWEEN ? AND ?`, first, last],
    ...(from === undefined ? [] : [['audit.time >= ?', from] as const]),
    ...(to === undefined ? [] : [['audit.time <= ?', to] as const]),
  ];
}

function ownTerms(database: ReadModelDatabase, filter: AuditFilter, index: IndexQuery | null): readonly Term[] {
  const equalities = equalitiesOf(filter);
  const leading = index === null ? rarest(database, equalities) : undefined;
  // The plus keeps SQLite from going by an index of its own choice.
  const terms = equalities.map((equality): Term => [`${equality === leading ? '' : '+'}audit.${equality.column} = ?`, equality.value]);
  const { subject } = filter;
  return subject === undefined || subject === idOf(subject) ? terms : [...terms, ['audit.subject = ?', subject]];
}

/** The subject may be a whole stream, `plan-<id>`, or the id alone. */
function equalitiesOf(filter: AuditFilter): readonly Equality[] {
  const named = columns.flatMap((column) => (filter[column] === undefined ? [] : [{ column, value: filter[column] }]));
  return filter.subject === undefined ? named : [{ column: 'subjectId', value: idOf(filter.subject) }, ...named];
}

function idOf(subject: string): string {
  return auditedStreams.some((prefix) => subject.startsWith(prefix)) ? streamId(subject) : subject;
}

function rarest(database: ReadModelDatabase, equalities: readonly Equality[]): Equality | undefined {
  if (equalities.length <= 1) return equalities[0];
  const counted = equalities.map((equality) => ({ equality, entries: countUpTo(PROBED, database, equality) }));
  return counted.sort((one, other) => one.entries - other.entries)[0]?.equality;
}

function countUpTo(most: number, database: ReadModelDatabase, { column, value }: Equality): number {
  const sql = `SELECT count(*) AS entries FROM (SELECT 1 FROM audit WHERE ${column} = ? LIMIT ?)`;
  return database.get<{ entries: number }>(sql, value, most)?.entries ?? 0;
}
