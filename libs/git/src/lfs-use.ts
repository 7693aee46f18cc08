import type { GitRunner } from './git-runner.ts';
import { readRefs } from './mirror.ts';
import { readObjects, type GitObject } from './objects.ts';

const atOnce = 2_000;

/**
 * Whether any ref's tip hands files to Git LFS, by a .gitattributes in any of its folders. Reads each different folder once,
 * whichever refs share it, and no history: a repository that gave up LFS is not recognized.
 */
export async function tipsUseLfs(runner: GitRunner, dir: string, signal?: AbortSignal): Promise<boolean> {
  const folders = await foldersOfTips(runner, dir, signal);
  const attributes = new Set<string>();
  for (let at = 0; at < folders.length; at += atOnce) {
    const trees = await readObjects(runner, dir, folders.slice(at, at + atOnce), signal);
    for (const oid of trees.flatMap(attributesIn)) attributes.add(oid);
  }
  const files = await readObjects(runner, dir, [...attributes], signal);
  return files.some(({ content }) => /^(?!\s*#).*\sfilter=lfs(\s|$)/m.test(content.toString('utf8')));
}

/** The tips themselves and their trees. The paths that git adds are no use: an object is only named by the first one. */
async function foldersOfTips(runner: GitRunner, dir: string, signal?: AbortSignal): Promise<string[]> {
  const tips = new Set((await readRefs(runner, dir)).map(({ oid }) => oid));
  if (tips.size === 0) return [];
  const args = ['rev-list', '--objects', '--no-object-names', '--no-walk=unsorted', '--filter=blob:none', '--stdin'];
  const { stdout } = await runner.run({ args, dir, stdin: [...tips, ''].join('\n'), signal });
  return stdout.toString('latin1').split('\n').filter(Boolean);
}

/** A tree is a list of `<mode> <name>`, a zero byte, and the hash. */
function attributesIn({ type, content, oid }: GitObject): string[] {
  const entry = Buffer.from('100644 .gitattributes\0');
  const at = type === 'tree' ? content.indexOf(entry) : -1;
  const start = at + entry.length;
  return at < 0 ? [] : [content.toString('hex', start, start + oid.length / 2)];
}
