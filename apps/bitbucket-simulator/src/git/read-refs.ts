import { gitText } from './fenced-git.ts';

export interface Ref {
  /** Without `refs/heads/` or `refs/tags/`. */
  readonly name: string;
  /** The commit, also for an annotated tag. */
  readonly commit: string;
  /** null for branches and lightweight tags. */
  readonly annotation: { readonly message: string; readonly tagger: string; readonly date: Date } | null;
}

const format =
  '%(objecttype)%00%(refname:lstrip=2)%00%(objectname)%00%(*objectname)%00%(taggername) %(taggeremail)%00%(taggerdate:unix)%00%(contents)%00%00';

export async function readRefs(directory: string, kind: 'heads' | 'tags'): Promise<Ref[]> {
  const records = (await gitText(directory, ['for-each-ref', `--format=${format}`, `refs/${kind}`])).split('\0\0\n');
  return records.filter(Boolean).map((record) => {
    const [type, name = '', object = '', peeled = '', tagger = '', seconds, message = ''] = record.split('\0');
    if (type !== 'tag') return { name, commit: object, annotation: null };
    return { name, commit: peeled, annotation: { message, tagger, date: new Date(Number(seconds) * 1000) } };
  });
}
