import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import { AFTER_ALL, rowsMatching } from '../audit-reader.ts';
import type { AuditFilter } from '../search-audit.query.ts';
import type { ExportFormat } from './export-formats.ts';

/** Entries in one chunk of an export. */
const CHUNK = 500;

/** Every entry that matches and was there at the beginning, newest first, in chunks of text; one is made when it is asked for. */
export async function* exportOf(database: ReadModelDatabase, filter: AuditFilter, format: ExportFormat): AsyncGenerator<string> {
  if (format.head !== '') yield format.head;
  for (let before = AFTER_ALL; ;) {
    const rows = rowsMatching(database, filter, before, CHUNK);
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(format.line).join('');
    before = last.number;
    // Other requests are answered in between.
    await nextTurn();
  }
}
