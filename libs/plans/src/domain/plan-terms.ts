import type { PlanContent, PlanTerms, RepositorySelection } from '../contracts/plan.events.ts';

/** What is to become of a plan's terms. Of `repositories` and `content` only what is said changes. */
export interface PlanChanges extends Partial<Omit<PlanTerms, 'repositories' | 'content'>> {
  readonly repositories?: Partial<RepositorySelection>;
  readonly content?: Partial<PlanContent>;
}

type MutableTerms = { -readonly [Term in keyof PlanTerms]?: PlanTerms[Term] };

/** The terms that a change makes other than they are; null when it makes none. */
export function editedTerms(
  terms: PlanTerms,
  { repositories, content, ...others }: PlanChanges,
): { readonly before: Partial<PlanTerms>; readonly after: Partial<PlanTerms> } | null {
  const wanted: PlanTerms = {
    ...terms,
    ...others,
    repositories: { ...terms.repositories, ...repositories },
    content: { ...terms.content, ...content },
  };
  const before: MutableTerms = {};
  const after: MutableTerms = {};
  for (const term of Object.keys(terms) as (keyof PlanTerms)[]) {
    if (isSame(terms[term], wanted[term])) continue;
    Object.assign(before, { [term]: terms[term] });
    Object.assign(after, { [term]: wanted[term] });
  }
  return Object.keys(after).length === 0 ? null : { before, after };
}

/** Of plain JSON; the order of keys is nothing. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
