import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Lock files, temporary packs and objects of a git that was killed, and refs that a machine which went down left empty.
 * No ref may end in `.lock`, so those cannot be refs; an empty one says nothing, and the next fetch writes it again.
 */
export async function removeLeftoversIn(dir: string): Promise<string[]> {
  const leftovers: string[] = [];
  for (const file of await readdir(dir, { recursive: true })) if (await isLeftover(dir, file)) leftovers.push(file);
  for (const file of leftovers) await rm(join(dir, file), { recursive: true, force: true });
  return leftovers;
}

async function isLeftover(dir: string, file: string): Promise<boolean> {
  if (file.endsWith('.lock') || /^objects\/(pack|[0-9a-f]{2})\/\.?tmp_/.test(file)) return true;
  if (!file.startsWith('refs/')) return false;
  const found = await stat(join(dir, file));
  return found.isFile() && found.size === 0;
}
