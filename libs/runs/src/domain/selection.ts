import type { RepositorySelection } from '@holdfast/plans/contracts';
import type { RepositoryReference } from '../contracts/task.events.ts';

/** Whether a plan takes a repository: a pattern of `include` fits its slug or its full name, and none of `exclude` does. Letter case is nothing. */
export function isSelected({ include, exclude }: RepositorySelection, repository: RepositoryReference): boolean {
  const fits = (pattern: string) => [repository.slug, repository.fullName].some((name) => wildcard(pattern).test(name));
  return include.some(fits) && !exclude.some(fits);
}

/** `*` stands for any run of characters; everything else for itself. */
function wildcard(pattern: string): RegExp {
  const escaped = pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 'i');
}
