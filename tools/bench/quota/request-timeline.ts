import type { LoggedRequest } from '@holdfast/bitbucket-simulator';

/** Which time is looked at, in milliseconds since 1970; `to` is not part of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** API requests of these accounts that were answered with what was asked for; of an address that was asked for more than once, the first. */
export function usefulRequests(requests: readonly LoggedRequest[], accounts: readonly string[]): LoggedRequest[] {
  const asked = new Set<string>();
  const ours = new Set(accounts);
  return requests.filter(({ account, bucket, credential, status, path }) => {
    const isUseful = bucket === 'api' && credential !== null && status === 200 && ours.has(account) && !asked.has(path);
    if (isUseful) asked.add(path);
    return isUseful;
  });
}

export function within(requests: readonly LoggedRequest[], { from, to }: Span): LoggedRequest[] {
  return requests.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
}

/** Windows one after the other. The first one that would begin at `begin` is left out: in it, a limit that nobody has touched yet is used up at once. */
export function windowsAfterTheFirst(begin: number, milliseconds: number, count: number): Span[] {
  return Array.from({ length: count }, (_, index) => {
    const from = begin + (index + 1) * milliseconds;
    return { from, to: from + milliseconds };
  });
}

/** The longest time within the span in which nothing was answered, in milliseconds. */
export function longestGap(requests: readonly LoggedRequest[], span: Span): number {
  const times = within(requests, span).map(({ at }) => Date.parse(at));
  return [...times, span.to].reduce((gap, time, index) => Math.max(gap, time - (times[index - 1] ?? span.from)), 0);
}

/** How many addresses were answered so more than once. */
export function answeredAgain(requests: readonly LoggedRequest[], status: number): number {
  const times = new Map<string, number>();
  for (const { status: answered, path, credential } of requests)
    if (answered === status && credential !== null) times.set(path, (times.get(path) ?? 0) + 1);
  return [...times.values()].filter((count) => count > 1).length;
}
