import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Git } from '../git.ts';
import { GitHttpServer } from './git-http-server.ts';
import { Upstream } from './upstream.ts';

/** A folder with an upstream repository that a server offers, and a mirror of it to be. */
export interface Workshop {
  readonly root: string;
  readonly server: GitHttpServer;
  readonly upstream: Upstream;
  readonly git: Git;
  readonly mirror: string;
  path(name: string): string;
  close(): Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-git-'));
  const server = await GitHttpServer.start(root);
  const git = new Git();
  const mirror = join(root, 'mirror.git');
  await git.initBare(mirror);
  return {
    root,
    server,
    upstream: Upstream.create(root),
    git,
    mirror,
    path: (name) => join(root, name),
    close: async () => {
      await server.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export function byName(refs: readonly { name: string; oid: string }[]): Record<string, string> {
  return Object.fromEntries(refs.map(({ name, oid }) => [name, oid]));
}
