import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import type { WorkerEvent } from '../contracts/worker.events.ts';
import { at, minute, t0 } from '../testing/one-run.ts';
import { worker } from './worker.decider.ts';

const see = (minutes: number) => ({ type: 'SeeWorker', workerId: 'one', until: t0 + minutes * minute }) as const;
const seen = (minutes: number): WorkerEvent => ({ type: 'WorkerSeen', data: { workerId: 'one', until: at(minutes) } });

describe('a worker', () => {
  it('was never there before it says so', () => {
    expect(given(worker).state).toEqual({ seenUntil: 0 });
  });

  it('is there until the time that it said last', () => {
    given(worker).when(see(1)).then(seen(1));
    given(worker, seen(1)).when(see(2)).then(seen(2));
    expect(given(worker, seen(1), seen(2)).state).toEqual({ seenUntil: t0 + 2 * minute });
  });

  it('says nothing twice', () => {
    given(worker, seen(2)).when(see(2)).thenNothing();
    given(worker, seen(2)).when(see(1)).thenNothing();
  });
});
