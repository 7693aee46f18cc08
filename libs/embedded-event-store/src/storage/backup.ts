import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { backup } from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';

/** Pages copied at a time; writers get their turn in between. */
const PAGES_A_STEP = 512;

/**
 * Copies a database that is in use to another file: a state of it during the call, complete and consistent.
 *
 * The file appears under its name only when it is complete and on disk. An existing file is replaced.
 */
export async function backUp(database: DatabaseSync, toFile: string): Promise<void> {
  const unfinished = `${toFile}.unfinished`;
  await rm(unfinished, { force: true });
  try {
    await backup(database, unfinished, { rate: PAGES_A_STEP });
    await flushToDisk(unfinished);
    await rename(unfinished, toFile);
    await flushToDisk(dirname(toFile));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function flushToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
