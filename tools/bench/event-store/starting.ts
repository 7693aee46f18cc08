import { join } from 'node:path';
import { inRounds, type Contestant } from '../measure.ts';
import { type Measurement, nextTo } from '../measurement.ts';
import { inOwnProcess } from '../own-process.ts';
import type { Sizes } from './sizes.ts';
import type { Started } from './start-process.ts';

const PROCESS = new URL('./start-process.ts', import.meta.url);

/** Opening the store in a directory, next to opening an empty one. */
export async function measureStarting(directory: string, events: number, { startRounds }: Sizes): Promise<Measurement[]> {
  const memory = { filled: [] as number[], empty: [] as number[] };
  const { filled, empty } = await inRounds(startRounds, {
    filled: starting(join(directory, 'store'), memory.filled),
    empty: starting(join(directory, 'empty-store'), memory.empty),
  });
  const name = `start with ${events.toLocaleString('en')} events`;
  const what = 'an empty store';
  return [
    nextTo({
      measure: `${name}, to the first append`,
      unit: 'ms',
      ours: filled,
      beside: { what, values: empty },
      limitedBy: 'compiling TypeScript, in the thread',
    }),
    nextTo({
      measure: `${name}, most memory`,
      unit: 'MB',
      ours: memory.filled,
      beside: { what, values: memory.empty },
      limitedBy: 'Node itself',
    }),
  ];
}

/** Answers the time, and notes the memory. */
function starting(directory: string, memory: number[]): Contestant {
  return async () => {
    const { milliseconds, megabytes } = await inOwnProcess<Started>(PROCESS, directory);
    memory.push(megabytes);
    return milliseconds;
  };
}
