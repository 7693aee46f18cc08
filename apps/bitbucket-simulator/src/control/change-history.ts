import { git, gitText } from '../git/fenced-git.ts';
import { HistoryWriter } from '../git/history-writer.ts';
import { importHistory } from '../git/import-history.ts';
import { noticePush } from '../git/notice-push.ts';
import { readRefs } from '../git/read-refs.ts';
import type { Repository } from '../world/repository.ts';

/** Changes to a repository as if somebody had pushed them. All answer the new tip of the branch. */
export async function pushCommits(repository: Repository, branch: string, count: number, now: Date): Promise<string> {
  const tip =
    (await tipOf(repository, branch)) ?? (repository.mainBranch === null ? undefined : await tipOf(repository, repository.mainBranch));
  return addCommits(repository, branch, tip, count, now);
}

export async function replaceLastCommit(repository: Repository, branch: string, now: Date): Promise<string> {
  const tip = await tipOf(repository, branch);
  const parents = tip === undefined ? '' : (await gitText(repository.directory, ['rev-list', '--parents', '--max-count=1', tip])).trim();
  return addCommits(repository, branch, parents.split(' ')[1], 1, now);
}

export async function removeBranch(repository: Repository, branch: string, now: Date): Promise<void> {
  await git(repository.directory, ['update-ref', '-d', `refs/heads/${branch}`]);
  repository.updatedOn = now;
}

async function addCommits(repository: Repository, branch: string, parent: string | undefined, count: number, now: Date): Promise<string> {
  const writer = new HistoryWriter();
  const author = { name: 'Somebody Else', email: 'somebody@example.com', date: now };
  let last: number | string | undefined = parent;
  for (let number = 1; number <= count; number += 1) {
    const change = {
      path: `pushed/${branch}-${now.getTime()}-${number}.txt`,
      content: `Pushed at ${now.toISOString()}, parent ${String(last)}\n`,
    };
    const commit = { ref: `refs/heads/${branch}`, author, message: `Push number ${number}\n`, changes: [change] };
    last = writer.commit(last === undefined ? commit : { ...commit, parent: last });
  }
  await importHistory(repository.directory, writer, true);
  await noticePush(repository, now);
  return (await tipOf(repository, branch)) ?? '';
}

async function tipOf(repository: Repository, branch: string): Promise<string | undefined> {
  return (await readRefs(repository.directory, 'heads')).find(({ name }) => name === branch)?.commit;
}
