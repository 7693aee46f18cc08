import type { CommitSignal } from '../storage/commit-signal.ts';
import { nextTurn } from '../storage/next-turn.ts';
import type { RecordedEvent } from '../recorded-event.ts';

/** What happens in a subscription, in this order and with nothing left out. */
export type SubscriptionStep =
  | { readonly kind: 'events'; readonly events: readonly RecordedEvent[] }
  | { readonly kind: 'checkpoint'; readonly position: number }
  | { readonly kind: 'caught-up' }
  | { readonly kind: 'fell-behind' };

/** The next piece of what a subscription has not seen yet. */
export interface Progress {
  readonly events: readonly RecordedEvent[];
  readonly considered: number;
  readonly isLast: boolean;
  /** How far a subscriber may continue from, although it got no event from there. */
  readonly checkpoint?: number | undefined;
}

/** Each call goes on where the last one ended. */
export type NextPage = (isCaughtUp: boolean) => Progress;

/** A live subscription this many events behind is no longer called caught up. */
const FELL_BEHIND_AFTER = 512;

/**
 * Catch-up and live in one loop: read the page after the last one, else wait for the next commit. There is no buffer between the
 * writer and the subscriber, so nothing can overflow, and a slow subscriber costs one page of memory.
 */
export async function* follow(nextPage: NextPage, commits: CommitSignal, signal: AbortSignal): AsyncGenerator<SubscriptionStep> {
  let isCaughtUp = false;
  let behind = 0;
  while (!signal.aborted) {
    const version = commits.version;
    const page = nextPage(isCaughtUp);
    behind = page.isLast ? 0 : behind + page.considered;
    if (isCaughtUp && behind >= FELL_BEHIND_AFTER) {
      isCaughtUp = false;
      yield { kind: 'fell-behind' };
    }
    if (page.events.length > 0) yield { kind: 'events', events: page.events };
    if (page.checkpoint !== undefined) yield { kind: 'checkpoint', position: page.checkpoint };
    if (!page.isLast) {
      await nextTurn();
      continue;
    }
    if (!isCaughtUp) yield { kind: 'caught-up' };
    isCaughtUp = true;
    await commits.changedSince(version, signal);
  }
}
