import type { RepositorySelection } from './plan.events.ts';
import { patternFits, type RepositoryNames } from './repository-pattern.ts';

/** Whether a plan takes a repository: a pattern of `include` fits it, and none of `exclude` does. */
export function isSelected({ include, exclude }: RepositorySelection, repository: RepositoryNames): boolean {
  const fits = (pattern: string) => patternFits(pattern, repository);
  return include.some(fits) && !exclude.some(fits);
}

/** The patterns that fit none of the repositories, each once. */
export function patternsWithoutEffect({ include, exclude }: RepositorySelection, repositories: readonly RepositoryNames[]): string[] {
  const patterns = new Set([...include, ...exclude]);
  return [...patterns].filter((pattern) => !repositories.some((repository) => patternFits(pattern, repository)));
}
