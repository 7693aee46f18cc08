import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';

/** While one is made more is written: the next one has less to do. */
const PASSES = 3;

parentPort?.on('message', (file: string) => {
  try {
    checkpoint(file);
  } catch {
    // It was moved, is busy, or the disk is full: its owner checkpoints by itself when the log grows, and says what is wrong.
  } finally {
    parentPort?.postMessage(file);
  }
});

/** Waits for nobody, and holds nobody up. */
function checkpoint(file: string): void {
  const url = pathToFileURL(file);
  url.searchParams.set('mode', 'rw'); // a file that is gone stays gone
  const database = new DatabaseSync(url);
  try {
    database.exec('PRAGMA synchronous = NORMAL');
    const pass = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    for (let passes = 0; passes < PASSES; passes++) {
      const { log, checkpointed } = pass.get() as { readonly log: number; readonly checkpointed: number };
      if (log === checkpointed) return;
    }
  } finally {
    database.close();
  }
}
