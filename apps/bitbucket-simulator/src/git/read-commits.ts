import { gitText } from './fenced-git.ts';

export interface Commit {
  readonly hash: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly authorEmail: string;
  readonly date: Date;
  readonly message: string;
}

const format = '%H%x1f%P%x1f%an%x1f%ae%x1f%at%x1f%B%x1e';

/** In the order of the hashes. */
export async function readCommits(directory: string, hashes: readonly string[]): Promise<Commit[]> {
  if (hashes.length === 0) return [];
  const commits = parse(await gitText(directory, ['log', '--no-walk=unsorted', `--format=${format}`, '--stdin'], `${hashes.join('\n')}\n`));
  const byHash = new Map(commits.map((commit) => [commit.hash, commit]));
  return hashes.flatMap((hash) => byHash.get(hash) ?? []);
}

/** The hashes that `git rev-list` finds, newest first. */
export async function listHashes(directory: string, revisions: readonly string[]): Promise<string[]> {
  return (await gitText(directory, ['rev-list', ...revisions, '--'])).split('\n').filter(Boolean);
}

function parse(log: string): Commit[] {
  return log
    .split('\x1e')
    .map((record) => record.replace(/^\n/, '').split('\x1f'))
    .filter((fields) => fields.length === 6)
    .map(([hash = '', parents = '', author = '', authorEmail = '', seconds = '0', message = '']) => ({
      hash,
      parents: parents.split(' ').filter(Boolean),
      author,
      authorEmail,
      date: new Date(Number(seconds) * 1000),
      message,
    }));
}
