import { alone, type Measurement, nextTo } from '../measurement.ts';
import { inOwnProcess } from '../own-process.ts';
import type { Rebuilt } from './rebuild-process.ts';

const PROCESS = new URL('./rebuild-process.ts', import.meta.url);

/** Read models made anew from a long history: how fast, and how much memory that takes. */
export async function measureRebuilding(directory: string, events: number): Promise<Measurement[]> {
  const { eventsPerSecond, megabytes, megabytesBefore } = await inOwnProcess<Rebuilt>(PROCESS, directory, String(events));
  return [
    alone(
      {
        measure: `rebuild of ${events.toLocaleString('en')} events`,
        unit: 'events/s',
        ours: [eventsPerSecond],
        limitedBy: 'as absorbing; the tables grow',
      },
      { atLeast: 20_000 },
    ),
    nextTo({
      measure: 'most memory during that',
      unit: 'MB',
      ours: [megabytes],
      beside: { what: 'until it began', values: [megabytesBefore] },
      limitedBy: 'the caches and one page, whatever the number of events',
    }),
  ];
}
