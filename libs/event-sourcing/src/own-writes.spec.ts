import { describe, expect, it } from '@jest/globals';
import { lastOwnWrite, noteOwnWrite, trackWrites } from './own-writes.ts';
import type { Position } from './position.ts';

const at = (commit: bigint) => ({ commit, prepare: commit });
const store = async (position: Position) => {
  await Promise.resolve();
  noteOwnWrite(position);
};

describe('tracking writes', () => {
  it('tells the last position that the work stored, whatever the order of the answers', async () => {
    const told: Position[] = [];
    const result = await trackWrites(
      async () => {
        await Promise.all([at(2n), at(3n), at(1n)].map(store));
        return lastOwnWrite();
      },
      (position) => told.push(position),
    );
    expect(result).toEqual(at(3n));
    expect(told).toEqual([at(3n)]);
  });

  it('tells it also when the work fails afterwards', async () => {
    const told: Position[] = [];
    const work = async () => {
      await store(at(1n));
      throw new Error('no');
    };
    await expect(trackWrites(work, (position) => told.push(position))).rejects.toThrow('no');
    expect(told).toEqual([at(1n)]);
  });

  it('tells nothing when nothing was stored, and keeps what runs side by side apart', async () => {
    const told: Position[] = [];
    const tell = (position: Position) => told.push(position);
    const writing = trackWrites(() => store(at(1n)), tell);
    const reading = trackWrites(() => Promise.resolve(lastOwnWrite()), tell);
    await writing;
    expect(await reading).toBeUndefined();
    expect(told).toEqual([at(1n)]);
    expect(lastOwnWrite()).toBeUndefined();
  });
});
