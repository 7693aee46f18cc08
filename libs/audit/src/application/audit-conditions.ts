import { streamId, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { indexQueryFor, PROBED, type IndexQuery } from './audit-index.ts';
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
const COUNTED = 2_000;

/** Those that come first lead, where all lead to many: their indexes know the type too. */
const columns = ['correlationId', 'runId', 'planId', 'actor', 'organizationId', 'type'] as const;

/** What leads to the entries: an index of text, else one of the equalities. The others are looked at on the way. */
interface Lead {
  readonly text: IndexQuery | null;
  readonly equality: Equality | undefined;
}

/** Entries with a number below `before` that may match, newest first: whether they hold the text is left to who reads them. */
export function conditionsOf(database: ReadModelDatabase, filter: AuditFilter, before: number): AuditConditions {
  const equalities = equalitiesOf(filter);
  const lead = leadOf(database, filter.q, equalities);
  const key = lead.text === null ? 'audit.number' : `${lead.text.table}.rowid`;
  const terms: Term[] = [
    ...(lead.text === null ? [] : [[`${lead.text.table} MATCH ?`, lead.text.match] as const]),
    [`${key} < ?`, before],
    ...timeTerms(database, filter, key),
    // The plus keeps SQLite from going by an index of its own choice.
    ...equalities.map((equality): Term => [`${equality === lead.equality ? '' : '+'}audit.${equality.column} = ?`, equality.value]),
    ...streamTerms(filter.subject),
  ];
  const tables = lead.text === null ? 'audit' : `${lead.text.table} CROSS JOIN audit ON audit.number = ${key}`;
  return {
    sql: `FROM ${tables} WHERE ${terms.map(([condition]) => condition).join(' AND ')} ORDER BY ${key} DESC`,
    values: terms.flatMap(([, ...values]) => values),
  };
}

function leadOf(database: ReadModelDatabase, q: string | undefined, equalities: readonly Equality[]): Lead {
  const counted = equalities.map((equality) => ({ equality, entries: countUpTo(COUNTED, database, equality) }));
  const equality = counted.sort((one, other) => one.entries - other.entries)[0]?.equality;
  const text = q === undefined ? null : indexQueryFor(database, soughtText(q));
  if (text === null || (equality && reachOf(database, equality) < text.reach)) return { text: null, equality };
  return { text, equality: undefined };
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

function streamTerms(subject: string | undefined): readonly Term[] {
  return subject === undefined || subject === idOf(subject) ? [] : [['audit.subject = ?', subject]];
}

/** The subject may be a whole stream, `plan-<id>`, or the id alone. */
function equalitiesOf(filter: AuditFilter): readonly Equality[] {
  const named = columns.flatMap((column) => (filter[column] === undefined ? [] : [{ column, value: filter[column] }]));
  return filter.subject === undefined ? named : [{ column: 'subjectId', value: idOf(filter.subject) }, ...named];
}

function idOf(subject: string): string {
  return auditedStreams.some((prefix) => subject.startsWith(prefix)) ? streamId(subject) : subject;
}

function countUpTo(most: number, database: ReadModelDatabase, { column, value }: Equality): number {
  const sql = `SELECT count(*) AS entries FROM (SELECT 1 FROM audit WHERE ${column} = ? LIMIT ?)`;
  return database.get<{ entries: number }>(sql, value, most)?.entries ?? 0;
}

/** As {@link IndexQuery.reach}. */
function reachOf(database: ReadModelDatabase, { column, value }: Equality): number {
  const sql = `SELECT number FROM audit WHERE ${column} = ? ORDER BY number DESC LIMIT 1 OFFSET ?`;
  return database.get<{ number: number }>(sql, value, PROBED)?.number ?? 0;
}
