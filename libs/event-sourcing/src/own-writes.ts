import { AsyncLocalStorage } from 'node:async_hooks';
import { laterPosition, type Position } from './position.ts';

interface OwnWrites {
  last: Position | undefined;
}

const current = new AsyncLocalStorage<OwnWrites>();

/** Runs work and answers, besides its result, the position of the last event that it stored: what its caller must see from now on. */
export async function trackWrites<T>(work: () => Promise<T>, onWrite: (position: Position) => void): Promise<T> {
  const writes: OwnWrites = { last: undefined };
  try {
    return await current.run(writes, work);
  } finally {
    if (writes.last) onWrite(writes.last);
  }
}

/** The position of the last event that the work in hand stored; undefined outside of {@link trackWrites} or before the first. */
export function lastOwnWrite(): Position | undefined {
  return current.getStore()?.last;
}

/** The event store calls it after each append. */
export function noteOwnWrite(position: Position): void {
  const writes = current.getStore();
  if (writes) writes.last = laterPosition(writes.last, position);
}
