import { describe, expect, it } from '@jest/globals';
import { appendEvents, withOpenStore } from '../testing/open-store.ts';
import { filteredPages } from './all-pages.ts';
import type { NextPage } from './follow.ts';

/** The checkpoints of a subscription that is at the end after this many pages. */
function checkpointsOf(nextPage: NextPage, isCaughtUp = false): number[] {
  const checkpoints: number[] = [];
  for (let isLast = false; !isLast;) {
    const page = nextPage(isCaughtUp);
    if (page.checkpoint !== undefined) checkpoints.push(page.checkpoint);
    ({ isLast } = page);
  }
  return checkpoints;
}

const nothing = (): boolean => false;

describe('the checkpoints of a filtered subscription', () => {
  it('come after every so many events, and at the end', () =>
    withOpenStore(async (store) => {
      await appendEvents(store(), 's', 25);
      const positions = store()
        .reader.allPage({ from: 0, direction: 'forwards', limit: 100 })
        .events.map(({ position }) => position);
      const pages = filteredPages(store(), 'start', { filter: nothing, checkpointInterval: 10 });
      expect(checkpointsOf(pages)).toEqual([positions[9], positions[19], positions[24]]);
    }));

  it('are never told twice', () =>
    withOpenStore(async (store) => {
      await appendEvents(store(), 's', 20);
      const pages = filteredPages(store(), 'start', { filter: nothing, checkpointInterval: 10 });
      expect(checkpointsOf(pages)).toHaveLength(2);
      expect(checkpointsOf(pages)).toEqual([]);
    }));

  it('go on counting while the subscription is live', () =>
    withOpenStore(async (store) => {
      await appendEvents(store(), 's', 5);
      const pages = filteredPages(store(), 'start', { filter: nothing, checkpointInterval: 10 });
      expect(checkpointsOf(pages)).toEqual([store().lastPosition]);
      await appendEvents(store(), 's', 4);
      expect(checkpointsOf(pages, true)).toEqual([]);
      await appendEvents(store(), 's', 1);
      expect(checkpointsOf(pages, true)).toEqual([store().lastPosition]);
    }));
});
