import { describe, expect, it } from '@jest/globals';
import { CommitSignal } from '../storage/commit-signal.ts';
import { recordedEvent } from '../testing/group-messages.ts';
import { follow } from './follow.ts';
import type { NextPage, SubscriptionStep } from './follow.ts';

/** Pages of events by their revisions; a page that ends with a number more is followed by another one at once. */
function pagesOf(...pages: readonly (readonly number[])[]): { nextPage: NextPage; add(...revisions: number[]): void } {
  const left = [...pages];
  return {
    nextPage: () => {
      const revisions = left.shift() ?? [];
      return { events: revisions.map((revision) => recordedEvent(revision)), considered: revisions.length, isLast: left.length === 0 };
    },
    add: (...revisions) => void left.push(revisions),
  };
}

const said = (step: SubscriptionStep): (string | number)[] =>
  step.kind === 'events' ? step.events.map(({ revision }) => revision) : [step.kind];

/** Takes page after page until there are as many events and notices. */
async function take(steps: AsyncGenerator<SubscriptionStep>, count: number): Promise<(string | number)[]> {
  const taken: (string | number)[] = [];
  while (taken.length < count) {
    const next = await steps.next();
    if (next.done) break;
    taken.push(...said(next.value));
  }
  return taken;
}

describe('following', () => {
  it('delivers page after page, says once that it has caught up, and goes on with each commit', async () => {
    const commits = new CommitSignal();
    const pages = pagesOf([0, 1], [2]);
    const steps = follow(pages.nextPage, commits, new AbortController().signal);
    expect(await take(steps, 4)).toEqual([0, 1, 2, 'caught-up']);
    pages.add(3);
    const next = take(steps, 1);
    commits.notify();
    expect(await next).toEqual([3]);
  });

  it('reads no page before the one before it was taken', async () => {
    let read = 0;
    const nextPage: NextPage = () => ({ events: [recordedEvent(read++), recordedEvent(read++)], considered: 2, isLast: false });
    const steps = follow(nextPage, new CommitSignal(), new AbortController().signal);
    await take(steps, 4);
    expect(read).toBe(4);
  });

  it('says that it fell behind when there is more than it can call live, and when it has caught up again', async () => {
    const commits = new CommitSignal();
    const pages = pagesOf([]);
    const steps = follow(pages.nextPage, commits, new AbortController().signal);
    expect(await take(steps, 1)).toEqual(['caught-up']);
    pages.add(...Array.from({ length: 512 }, (_, revision) => revision));
    pages.add(512);
    const next = take(steps, 515);
    commits.notify();
    const told = (await next).filter((step) => typeof step === 'string');
    expect(told).toEqual(['fell-behind', 'caught-up']);
  });

  it('misses no commit that comes between reading and waiting', async () => {
    const commits = new CommitSignal();
    const pages = pagesOf([]);
    const nextPage: NextPage = (isCaughtUp) => {
      const page = pages.nextPage(isCaughtUp);
      if (!isCaughtUp) {
        pages.add(7);
        commits.notify();
      }
      return page;
    };
    expect(await take(follow(nextPage, commits, new AbortController().signal), 2)).toEqual(['caught-up', 7]);
  });

  it('ends when it is told to, also while it waits', async () => {
    const stop = new AbortController();
    const steps = follow(pagesOf([]).nextPage, new CommitSignal(), stop.signal);
    await take(steps, 1);
    const end = steps.next();
    stop.abort();
    expect((await end).done).toBe(true);
  });
});
