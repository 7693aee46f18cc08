import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from '@holdfast/git';
import type { GitCapture } from '@holdfast/vault';
import { unpackChain } from '../restore/unpack-chain.ts';
import { unwatched } from '../worker-environment.ts';
import type { TestBed } from './test-bed.ts';

/** A repository with everything that a snapshot holds of git, and with the snapshot's refs, fully checked. */
export async function rebuilt<Result>(
  bed: TestBed,
  capture: GitCapture,
  use: (directory: string, git: Git) => Promise<Result>,
): Promise<Result> {
  const { git, vault } = bed.environment;
  const directory = await mkdtemp(join(bed.directory, 'rebuilt-'));
  try {
    await git.initBare(directory);
    await unpackChain({ ...unwatched, git, vault }, directory, capture.bundles, new AbortController().signal);
    await git.updateRefs(directory, capture.refs, capture.head);
    await git.fsck(directory);
    return await use(directory, git);
  } finally {
    await rm(directory, { recursive: true });
  }
}
