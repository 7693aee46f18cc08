import { checkedOid, type GitRef } from './git-ref.ts';
import type { GitRunner } from './git-runner.ts';

export interface GitObject {
  readonly oid: string;
  readonly type: string;
  readonly content: Buffer;
}

/** Those of `oids` that the repository does not have. */
export async function missingObjects(runner: GitRunner, dir: string, oids: readonly string[]): Promise<string[]> {
  if (oids.length === 0) return [];
  const { stdout } = await runner.run({ args: ['cat-file', '--batch-check'], dir, stdin: lines(oids) });
  return [...stdout.toString('latin1').matchAll(/^([0-9a-f]+) missing$/gm)].map(([, oid]) => oid ?? '');
}

/** Whether everything that `oids` reach is there, down to the last file. */
export async function isConnected(runner: GitRunner, dir: string, oids: readonly string[], signal?: AbortSignal): Promise<boolean> {
  const args = ['rev-list', '--objects', '--quiet', '--stdin'];
  const { exitCode } = await runner.run({ args, dir, stdin: lines(oids), signal, alsoAccept: () => true });
  return exitCode === 0;
}

/** The commits at the end of those `refs` that are annotated tags, however many tags are in between. */
export async function peeledTags(runner: GitRunner, dir: string, refs: readonly GitRef[]): Promise<string[]> {
  if (refs.length === 0) return [];
  const stdin = refs.map(({ oid }) => `${oid}^{}\n`).join('');
  const args = ['cat-file', '--batch-check=%(objectname) %(objecttype)'];
  const { stdout } = await runner.run({ args, dir, stdin });
  const tips = new Set(refs.map(({ oid }) => oid));
  return [...stdout.toString('latin1').matchAll(/^([0-9a-f]+) commit$/gm)].map(([, oid]) => oid ?? '').filter((oid) => !tips.has(oid));
}

/** All at once in memory: for small objects. Those that are missing are left out. */
export async function readObjects(runner: GitRunner, dir: string, oids: readonly string[], signal?: AbortSignal): Promise<GitObject[]> {
  if (oids.length === 0) return [];
  const { stdout } = await runner.run({ args: ['cat-file', '--batch'], dir, stdin: lines(oids), signal });
  return objectsIn(stdout);
}

/** `<oid> <type> <size>`, a line feed, the content, a line feed. */
function objectsIn(output: Buffer): GitObject[] {
  const objects: GitObject[] = [];
  for (let at = 0; at < output.length;) {
    const lineEnd = output.indexOf('\n', at);
    const [oid = '', type = '', size = 'missing'] = output.toString('latin1', at, lineEnd).split(' ');
    at = lineEnd + 1;
    if (type === 'missing') continue;
    const end = at + Number(size);
    objects.push({ oid, type, content: output.subarray(at, end) });
    at = end + 1;
  }
  return objects;
}

function lines(oids: readonly string[]): string {
  return oids.map((oid) => `${checkedOid(oid)}\n`).join('');
}
