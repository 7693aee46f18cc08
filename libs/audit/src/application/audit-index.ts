import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import type { SearchableText } from './searchable-text.ts';

/** A query of one of the two indexes of text, which answers every entry that may match, and some that do not. */
export interface IndexQuery {
  readonly table: 'audit_text' | 'audit_id';
  readonly match: string;
  /** How far back the newest entries reach that it leads to: the smaller, the fewer there are. */
  readonly reach: number;
}

/** SQLite's trigrams: a shorter text has none. */
const LENGTH = 3;

/** A few rare trigrams lead to few entries; more of them only make the search slower. */
const USED = 2;
const COMPARED = 12;

/** So many entries tell how far back they reach. */
export const PROBED = 100;

/** The index that leads to the fewest; null for a text that is too short for any. Nothing of what is sought is syntax here. */
export function indexQueryFor(database: ReadModelDatabase, { text, ids }: SearchableText): IndexQuery | null {
  if (ids.length > 0) return { table: 'audit_id', match: ids.map(quoted).join(' AND '), reach: 0 };
  const rarest = spread(trigramsIn(text), COMPARED)
    .map((trigram) => ({ match: quoted(trigram), reach: reachOf(database, quoted(trigram)) }))
    .sort((one, other) => one.reach - other.reach)
    .slice(0, USED);
  const [{ reach } = { reach: 0 }] = rarest;
  return rarest.length === 0 ? null : { table: 'audit_text', match: rarest.map(({ match }) => match).join(' AND '), reach };
}

function trigramsIn(text: string): readonly string[] {
  const letters = Array.from(text);
  const trigrams = letters.slice(LENGTH - 1).map((_, index) => letters.slice(index, index + LENGTH).join(''));
  // SQLite would take NUL for the end of the query.
  return [...new Set(trigrams)].filter((trigram) => !trigram.includes('\0'));
}

/** No more than so many, from all over the list. */
function spread<T>(list: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.ceil(list.length / most));
  return list.filter((_, index) => index % step === 0);
}

function reachOf(database: ReadModelDatabase, match: string): number {
  const sql = 'SELECT rowid AS number FROM audit_text WHERE audit_text MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?';
  return database.get<{ number: number }>(sql, match, PROBED)?.number ?? 0;
}

function quoted(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}
