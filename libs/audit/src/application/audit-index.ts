import type { SearchableText } from './searchable-text.ts';

/** A query of one of the two indexes of text, which answers every entry that may match, and some that do not. */
export interface IndexQuery {
  readonly table: 'audit_text' | 'audit_id';
  readonly match: string;
}

/** SQLite's trigrams: a shorter text has none. */
const LENGTH = 3;

/** The index that leads to the fewest; null for a text that is too short for any. Nothing of what is sought is syntax here. */
export function indexQueryFor({ text, ids }: SearchableText): IndexQuery | null {
  if (ids.length > 0) return { table: 'audit_id', match: ids.map(quoted).join(' AND ') };
  const letters = [...text];
  const trigrams = letters.slice(LENGTH - 1).map((_, index) => letters.slice(index, index + LENGTH).join(''));
  // SQLite would take NUL for the end of the query.
  const usable = trigrams.filter((trigram) => !trigram.includes('\0'));
  return usable.length === 0 ? null : { table: 'audit_text', match: [...new Set(usable)].map(quoted).join(' AND ') };
}

function quoted(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}
