import type { Repository } from '../world/repository.ts';
import { readRefs } from './read-refs.ts';
import { gitText } from './fenced-git.ts';

/** After a push: the repository is newer, and the first branch of an empty one becomes its main branch. */
export async function noticePush(repository: Repository, now: Date): Promise<void> {
  repository.updatedOn = now;
  if (repository.mainBranch !== null) return;
  const names = (await readRefs(repository.directory, 'heads')).map(({ name }) => name);
  const chosen = names.find((name) => name === 'main') ?? names.find((name) => name === 'master') ?? names[0];
  if (chosen === undefined) return;
  await gitText(repository.directory, ['symbolic-ref', 'HEAD', `refs/heads/${chosen}`]);
  repository.mainBranch = chosen;
}
