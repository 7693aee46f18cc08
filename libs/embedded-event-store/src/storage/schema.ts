/** "HFES" in ASCII: tells this store's files from every other SQLite file. */
export const APPLICATION_ID = 0x48464553;

/**
 * How each format came out of the one before it; the first makes a new file. Only ever append: a file of any age is brought up to date by
 * running, in one transaction, the steps that it has not seen.
 *
 * The small columns of an event stand before the large ones, so that a filter reads the beginning of a row and not its data.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE streams (
     id INTEGER PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     last_revision INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE events (
     position INTEGER PRIMARY KEY,
     stream_id INTEGER NOT NULL REFERENCES streams (id),
     revision INTEGER NOT NULL,
     created INTEGER NOT NULL,
     is_json INTEGER NOT NULL,
     type TEXT NOT NULL,
     id BLOB NOT NULL,
     data BLOB NOT NULL,
     metadata BLOB NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX events_by_stream ON events (stream_id, revision);`,
];
