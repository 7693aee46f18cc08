import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitBundle } from '@holdfast/vault';
import type { WorkerEnvironment } from '../worker-environment.ts';

/** Brings the objects of a chain of bundles, oldest first, from the vault into a bare repository. Refs are left alone. */
export async function unpackChain(
  { vault, git, progress }: Pick<WorkerEnvironment, 'vault' | 'git' | 'progress'>,
  repository: string,
  bundles: readonly GitBundle[],
  signal: AbortSignal,
): Promise<void> {
  // Inside: beside the repository other work may go on, or somebody else's files stand.
  const file = join(repository, 'chain.bundle');
  try {
    for (const { object } of bundles) {
      signal.throwIfAborted();
      await vault.extractObject(object, file);
      progress();
      await git.unbundle(repository, file, { signal, onProgress: progress });
    }
  } finally {
    await rm(file, { force: true });
  }
}
