import { cloneUrl } from '@holdfast/bitbucket';
import { Git } from '@holdfast/git';

export interface RefComparison {
  readonly equal: number;
  /** A sentence for each ref that differs. */
  readonly differences: readonly string[];
}

/** Compares a restored repository with its source, ref by ref, HEAD included. */
export async function compareRefs(
  source: { readonly gitUrl: string; readonly fullName: string; readonly token: string },
  directory: string,
): Promise<RefComparison> {
  const git = new Git();
  const username = 'x-bitbucket-api-token-auth';
  const upstream = await git.lsRemote({ url: cloneUrl(source.gitUrl, source.fullName), username, password: source.token });
  const restored = new Map((await git.listRefs(directory)).map(({ name, oid }) => [name, oid]));
  const wanted = new Map(upstream.refs.map(({ name, oid }) => [name, oid]));
  const head = await git.headOf(directory);
  const differences = [
    ...[...wanted].flatMap(([name, oid]) =>
      restored.get(name) === oid ? [] : [`${name} is ${restored.get(name) ?? 'missing'}, not ${oid}`],
    ),
    ...[...restored.keys()].flatMap((name) => (wanted.has(name) ? [] : [`${name} is not upstream`])),
    ...(upstream.head === null || upstream.head === head ? [] : [`HEAD names ${head ?? 'a commit'}, not ${upstream.head}`]),
  ];
  return { equal: wanted.size - differences.length, differences };
}
