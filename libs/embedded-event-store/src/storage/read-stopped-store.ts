import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RecordedEvent } from '../recorded-event.ts';
import { EVENT_COLUMNS, recordedEventOf, type EventRow } from './event-rows.ts';
import { DATABASE_FILE } from './open-database.ts';

/** Events in one read. */
const PAGE = 500;

/**
 * Every event in the files of a store that does not run, in the global order, as bytes. Changes nothing. Throws when there is no store, or when
 * a process holds it.
 */
export function* readStoppedStore(directory: string): Generator<RecordedEvent> {
  const file = join(directory, DATABASE_FILE);
  if (!existsSync(file)) throw new Error(`there is no event store in ${directory}`);
  const database = new DatabaseSync(file, { readOnly: true, timeout: 0 });
  try {
    const select = database.prepare(`SELECT ${EVENT_COLUMNS} WHERE e.position > ? ORDER BY e.position LIMIT ?`);
    for (let position = -1; ;) {
      const rows = select.all(position, PAGE) as unknown as readonly EventRow[];
      yield* rows.map(recordedEventOf);
      const last = rows.at(-1);
      if (!last) return;
      position = last.position;
    }
  } finally {
    database.close();
  }
}
