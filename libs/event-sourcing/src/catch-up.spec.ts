import { describe, expect, it } from '@jest/globals';
import { CatchUp } from './catch-up.ts';
import type { Position } from './position.ts';
import { numbered } from './testing/numbered.ts';
import { recorded } from './testing/recorded.ts';

const at = (commit: bigint) => ({ commit, prepare: commit });
/** The event at position `commit`. */
const event = (commit: number) => recorded(numbered(commit), commit - 1, 'test-1');
const nothing = { events: [], checkpoint: undefined, isCaughtUp: false };

function catchUpTo(end: Position | undefined, after?: Position) {
  const log: string[] = [];
  const catchUp = new CatchUp(
    {
      prefixes: ['test-'],
      position: () => after,
      onEvents: (events) => void log.push(`events to ${events.at(-1)?.position.commit}`),
      onCheckpoint: ({ commit }) => void log.push(`checkpoint ${commit}`),
      onCaughtUp: () => void log.push('caught up'),
      signal: new AbortController().signal,
    },
    after,
    end,
  );
  catchUp.begin();
  return { catchUp, log };
}

describe('catching up', () => {
  it('is over at once when there is nothing to catch up with', () => {
    expect(catchUpTo(undefined).log).toEqual(['caught up']);
    expect(catchUpTo(at(5n), at(5n)).log).toEqual(['caught up']);
    expect(catchUpTo(at(5n), at(4n)).log).toEqual([]);
  });

  it('is shown by the event at the end, after it was handed over', async () => {
    const { catchUp, log } = catchUpTo(at(5n));
    await catchUp.take({ ...nothing, events: [event(3), event(4)] });
    await catchUp.take({ ...nothing, events: [event(5), event(6)] });
    expect(log).toEqual(['events to 4', 'events to 6', 'caught up']);
  });

  it('is shown by a checkpoint at or behind the end', async () => {
    const { catchUp, log } = catchUpTo(at(5n));
    await catchUp.take({ ...nothing, events: [event(3)], checkpoint: at(4n) });
    await catchUp.take({ ...nothing, checkpoint: at(7n) });
    expect(log).toEqual(['events to 3', 'checkpoint 4', 'checkpoint 7', 'caught up']);
  });

  it("is shown by the server's word", async () => {
    const { catchUp, log } = catchUpTo(at(5n));
    await catchUp.take({ ...nothing, isCaughtUp: true });
    expect(log).toEqual(['caught up']);
  });

  it('is told once', async () => {
    const { catchUp, log } = catchUpTo(at(5n));
    await catchUp.take({ ...nothing, events: [event(5)], isCaughtUp: true });
    await catchUp.take({ ...nothing, isCaughtUp: true });
    expect(log).toEqual(['events to 5', 'caught up']);
  });

  it('does not pass on a checkpoint that the events have passed', async () => {
    const { catchUp, log } = catchUpTo(at(9n));
    await catchUp.take({ ...nothing, events: [event(5)], checkpoint: at(4n) });
    await catchUp.take({ ...nothing, checkpoint: at(5n) });
    expect(log).toEqual(['events to 5']);
  });
});
