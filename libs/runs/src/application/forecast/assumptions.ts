import type { PlanWindow } from '@holdfast/plans/contracts';
import type { SuppliedAccount } from './account-supplies.ts';
import type { ExpectedWork } from './expected-work.ts';
import type { PlanRepositories } from './plan-repositories.ts';

export interface Assumed {
  readonly repositories: PlanRepositories;
  readonly expected: ExpectedWork;
  readonly supposed: readonly SuppliedAccount[];
  readonly window: PlanWindow | null;
  readonly rules: { readonly windowSeconds: number };
}

/** What a forecast relies on, in sentences. */
export function assumptionsOf(assumed: Assumed): readonly string[] {
  return [
    ...aboutRepositories(assumed.repositories),
    ...aboutCosts(assumed.expected),
    ...aboutPace(assumed.expected),
    ...aboutAccounts(assumed),
    ...aboutWindow(assumed.window),
  ];
}

function aboutRepositories({ ids, known, from }: PlanRepositories): readonly string[] {
  if (known === 0)
    return [
      'No run has listed the repositories of the organization yet, so only the list itself is counted. A forecast after the first run knows more.',
    ];
  if (from === 'last-run')
    return [`The plan selects by project, which only a listing can tell: the ${ids.length} repositories of its last run are counted.`];
  return [`${ids.length} of the ${known} repositories that were seen so far fit the plan; it finds no others.`];
}

function aboutCosts({ estimate, requests }: ExpectedWork): readonly string[] {
  const { captures, neverCaptured, first, isFirstGuessed, isUnchangedGuessed, changed } = estimate;
  const again = captures.length - neverCaptured;
  const source = isFirstGuessed ? 'a guess, as no first capture is known' : 'what is usual among the others';
  const each = `${rounded(first.git)} git requests, ${rounded(first.pullrequests)} API requests and ${rounded(first.seconds)} seconds each`;
  return [
    ...(neverCaptured > 0 ? [`${neverCaptured} repositories were never captured: they cost ${each}, ${source}.`] : []),
    ...(again > 0 ? [`${again} repositories cost what they cost before; in ${percent(changed)} of their captures something is new.`] : []),
    ...(again > 0 && isUnchangedGuessed ? ['What a capture costs that finds nothing new is a guess: none is known yet.'] : []),
    `The list of repositories takes ${requests.listing} requests, one for each hundred.`,
  ];
}

function aboutPace({ tasksAtOnce: { number, isKnown } }: ExpectedWork): readonly string[] {
  const source = isKnown ? 'as in earlier runs' : 'which is what one worker does unless it is told otherwise';
  return [`${number} repositories are worked on at a time, ${source}.`];
}

function aboutAccounts({ supposed, rules }: Assumed): readonly string[] {
  const fresh = supposed.filter(({ accountId }) => accountId === null).length;
  return [
    ...(fresh > 0
      ? [`${fresh} of the ${supposed.length} accounts are only supposed: nobody uses them, and their limits are the configured ones.`]
      : []),
    'Every account sees every repository of the plan, and works to the end.',
    `Nobody else uses the accounts from now on; what was sent before counts until it leaves the window of ${rules.windowSeconds} seconds. The reserve is left alone.`,
    'No request is refused or has to be sent again.',
  ];
}

function aboutWindow(window: PlanWindow | null): readonly string[] {
  if (!window) return [];
  return [`The plan's window is open from ${window.start} to ${window.end}: the time in which it is closed is not counted.`];
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
