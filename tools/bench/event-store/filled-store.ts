import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import { EVENTS_OF_A_TASK, METADATA, taskEvent, taskIdOf } from './task-events.ts';

/** Tasks that are under way at the same time: their events stand between each other. */
const AT_A_TIME = 10;

const INSERT_EVENT = 'INSERT INTO events VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)';
const INSERT_STREAM = 'INSERT INTO streams (name, last_revision) VALUES (?, ?) RETURNING id';
const LAST_POSITION = 'SELECT coalesce(max(position), 0) AS position FROM events';

/**
 * Makes a store of that many events (whole hundreds) in streams of ten, and leaves it closed. Writes the rows by itself, because appending ten million events
 * takes a quarter of an hour: the one place outside of the store that knows its tables.
 */
export async function fillStore(directory: string, events: number): Promise<void> {
  const store = await startEmbeddedEventStore({ directory });
  await store.close();
  using database = new DatabaseSync(join(directory, 'events.db'));
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  const wholeBlock = AT_A_TIME * EVENTS_OF_A_TASK;
  // A store begins with events of its own.
  let { position } = database.prepare(LAST_POSITION).get() as { position: number };
  for (let first = 0; first < events; first += wholeBlock) position = fillBlock(database, first / EVENTS_OF_A_TASK, position);
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
}

/** Writes all events of the tasks from a number on, and answers the position of the last one. */
function fillBlock(database: DatabaseSync, firstTask: number, lastPosition: number): number {
  const insertStream = database.prepare(INSERT_STREAM);
  const insertEvent = database.prepare(INSERT_EVENT);
  const tasks = Array.from({ length: AT_A_TIME }, (_, index) => {
    const task = firstTask + index;
    const { id } = insertStream.get(`task-${taskIdOf(task)}`, EVENTS_OF_A_TASK - 1) as { id: number };
    return { task, id };
  });
  let position = lastPosition;
  for (let revision = 0; revision < EVENTS_OF_A_TASK; revision++) {
    for (const { task, id } of tasks) {
      const { type, data } = taskEvent(task, revision);
      const [json, metadata] = [Buffer.from(JSON.stringify(data)), Buffer.from(JSON.stringify(METADATA))];
      position += 64 + json.length + metadata.length;
      insertEvent.run(position, id, revision, Date.now(), type, randomBytes(16), json, metadata);
    }
  }
  return position;
}
