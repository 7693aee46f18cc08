/** What patterns look at. */
export interface RepositoryNames {
  readonly slug: string;
  /** `workspace/slug`. */
  readonly fullName: string;
  /** Null when it is not known. */
  readonly projectKey: string | null;
}

const PROJECT = /^project:/i;

/** A name or a part of one, with `*` for any run of characters; or the key of a project after `project:`. */
const PATTERN = /^(project:[\w*-]+|[\w.*-]+(\/[\w.*-]+)?)$/i;

/** Whether a text is a pattern that could fit a repository. */
export function isRepositoryPattern(text: string): boolean {
  return text.length <= 200 && PATTERN.test(text);
}

/** Whether it is a pattern over projects, not names. */
export function isProjectPattern(pattern: string): boolean {
  return PROJECT.test(pattern);
}

/** Whether a pattern fits a repository: its slug, its full name, or the key of its project. Letter case is nothing. */
export function patternFits(pattern: string, { slug, fullName, projectKey }: RepositoryNames): boolean {
  if (isProjectPattern(pattern)) return projectKey !== null && wildcardFits(pattern.replace(PROJECT, ''), projectKey);
  return wildcardFits(pattern, slug) || wildcardFits(pattern, fullName);
}

/** In a time that grows with the lengths alone, whatever the number of `*`: each part is looked for once, from left to right. */
function wildcardFits(pattern: string, name: string): boolean {
  const [first = '', ...others] = pattern.toLowerCase().split('*');
  const last = others.pop();
  const text = name.toLowerCase();
  if (last === undefined) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of others) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= text.length - last.length;
}
