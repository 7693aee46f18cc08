import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A place of its own for this process below the data directory; the same one after a restart. */
export interface ProcessSlot {
  readonly id: string;
  readonly directory: string;
  release(): void;
}

const MOST_PROCESSES = 1_000;

/**
 * Takes the first place for processes of this kind that no living one holds. The kind is what they do: so a worker finds what a dead worker
 * had in hand, and no gateway takes that place before it. The hold is a lock of the operating system on a file, so it ends with the process
 * however that ends, and the next start finds what this one was about. Processes that share a data directory each get their own.
 */
export function takeProcessSlot(dataDirectory: string, kind: string, newId: () => string): ProcessSlot {
  for (let number = 0; number < MOST_PROCESSES; number++) {
    const directory = join(dataDirectory, 'processes', `${kind}-${number}`);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const lock = tryToLock(join(directory, 'lock.db'), newId);
    if (lock) return { id: lock.id, directory, release: lock.release };
  }
  throw new Error(`${dataDirectory} is used by ${MOST_PROCESSES} processes of this kind already`);
}

/** Whether a process holds a place below the data directory. */
export function isDataDirectoryInUse(dataDirectory: string): boolean {
  const directory = join(dataDirectory, 'processes');
  if (!existsSync(directory)) return false;
  return readdirSync(directory).some((name) => existsSync(join(directory, name, 'lock.db')) && isLocked(join(directory, name, 'lock.db')));
}

function isLocked(file: string): boolean {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE; ROLLBACK');
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    database.close();
  }
}

function tryToLock(file: string, newId: () => string): { id: string; release: () => void } | undefined {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    database.exec('CREATE TABLE IF NOT EXISTS slot (id TEXT NOT NULL)');
    const known = database.prepare('SELECT id FROM slot').get() as { id: string } | undefined;
    const id = known?.id ?? newId();
    if (!known) database.prepare('INSERT INTO slot VALUES (?)').run(id);
    // Exclusive locking mode keeps the lock over the commit.
    database.exec('COMMIT');
    return {
      id,
      release: () => {
        database.close();
      },
    };
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

/** SQLITE_BUSY: somebody else holds the lock. */
function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === 5;
}
