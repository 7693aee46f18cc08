import { beforeEach, describe, expect, it } from '@jest/globals';
import { FollowProgress } from './follow-progress.ts';
import { numbered } from './testing/numbered.ts';
import { recorded } from './testing/recorded.ts';

const START = Date.parse('2026-11-22T08:00:00.000Z');

describe('the progress of a follower', () => {
  let seconds: number;
  let progress: FollowProgress;

  beforeEach(() => {
    seconds = 0;
    progress = new FollowProgress(() => new Date(START + seconds * 1_000));
  });

  /** An event that was stored so many seconds after the start; before it, when negative. */
  const storedAt = (second: number) => recorded(numbered(1), 0, 'test-1', new Date(START + second * 1_000).toISOString());

  it('is unknown before anything was applied', () => {
    expect(progress).toMatchObject({ events: 0, eventsPerSecond: 0, lagSeconds: null });
  });

  describe('its lag', () => {
    it('is the age of the last event applied while it catches up', () => {
      progress.applied([storedAt(-100), storedAt(-60)]);
      seconds = 5;
      expect(progress.lagSeconds).toBe(65);
    });

    it('is nothing when it has caught up, however old the last event is', () => {
      progress.applied([storedAt(-60)]);
      progress.caughtUp();
      seconds = 100;
      expect(progress.lagSeconds).toBe(0);
    });

    it('is what the oldest event of the last batch waited, for a second, when events come faster than they are applied', () => {
      progress.caughtUp();
      seconds = 10;
      progress.applied([storedAt(7), storedAt(9)]);
      expect(progress.lagSeconds).toBe(3);
      seconds = 11;
      expect(progress.lagSeconds).toBe(0);
    });

    it('grows from the moment of an interruption, until it has caught up again', () => {
      progress.caughtUp();
      seconds = 10;
      progress.interrupted();
      seconds = 12;
      progress.interrupted();
      expect(progress.lagSeconds).toBe(2);
      progress.applied([storedAt(11)]);
      expect(progress.lagSeconds).toBe(1);
      progress.caughtUp();
      seconds = 20;
      expect(progress.lagSeconds).toBe(0);
    });

    it('does not grow by an event that is older than what was known to be complete, nor by one that tells no time', () => {
      progress.caughtUp();
      seconds = 10;
      progress.interrupted();
      progress.applied([storedAt(5)]);
      progress.applied([{ ...storedAt(5), metadata: {} as never }]);
      expect(progress.lagSeconds).toBe(0);
    });

    it('is never less than nothing, also when the clocks of others are ahead', () => {
      progress.applied([storedAt(100)]);
      expect(progress.lagSeconds).toBe(0);
      progress.caughtUp();
      progress.applied([storedAt(100)]);
      expect(progress.lagSeconds).toBe(0);
    });
  });

  it('counts the events, and their rate over ten seconds', () => {
    progress.applied(Array.from({ length: 100 }, () => storedAt(0)));
    expect(progress.eventsPerSecond).toBe(100);
    seconds = 4;
    progress.applied(Array.from({ length: 100 }, () => storedAt(4)));
    expect(progress.eventsPerSecond).toBe(50);
    seconds = 12;
    expect(progress.eventsPerSecond).toBe(10);
    seconds = 30;
    progress.applied([storedAt(30)]);
    expect(progress).toMatchObject({ events: 201, eventsPerSecond: 0 });
  });
});
