import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryWriter } from './history-writer.ts';
import { git } from './fenced-git.ts';

/** Answers the full hash of every mark. With `force`, a branch may lose commits. */
export async function importHistory(directory: string, history: HistoryWriter, force = false): Promise<Map<number, string>> {
  const marks = join(directory, 'import-marks');
  await git(directory, ['fast-import', '--quiet', ...(force ? ['--force'] : []), `--export-marks=${marks}`], history.toBuffer());
  const lines = (await readFile(marks, 'utf8')).split('\n').filter(Boolean);
  await rm(marks);
  return new Map(lines.map((line) => [Number(line.slice(1, line.indexOf(' '))), line.slice(line.indexOf(' ') + 1)]));
}
