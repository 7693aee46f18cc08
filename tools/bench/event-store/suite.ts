import { join } from 'node:path';
import type { Measurement } from '../measurement.ts';
import type { SuiteRun } from '../suite.ts';
import { inTemporaryDirectory } from '../temporary-directory.ts';
import { measureAbsorbing } from './absorbing.ts';
import { measureAppending } from './appending.ts';
import { measureDelivering } from './delivering.ts';
import { fillStore } from './filled-store.ts';
import { withLaboratory } from './laboratory.ts';
import { measureReading } from './reading.ts';
import { measureRebuilding } from './rebuilding.ts';
import { FULL, LARGE, QUICK, type Sizes } from './sizes.ts';
import { measureStarting } from './starting.ts';

/**
 * The embedded event store through the official client, next to bare SQLite (what the disk costs) and to a server of the same protocol that
 * keeps events in memory (what the protocol costs); then the read models that are built from it.
 */
export async function eventStoreSuite({ quick, large, say }: SuiteRun): Promise<readonly Measurement[]> {
  const sizes = quick ? QUICK : large ? LARGE : FULL;
  const measurements = await withLaboratory(async (laboratory) => {
    say('reading, catching up');
    const reading = await measureReading(laboratory, sizes);
    say('appending');
    const appending = await measureAppending(laboratory, sizes);
    say('delivering');
    return [...appending, ...reading, ...(await measureDelivering(laboratory, sizes))];
  });
  say('read models absorbing events');
  measurements.push(...(await measureAbsorbing(sizes)));
  for (const events of sizes.histories) measurements.push(...(await measureHistory(events, sizes, say)));
  return measurements;
}

/** What a store with a long history costs. */
function measureHistory(events: number, sizes: Sizes, say: SuiteRun['say']): Promise<Measurement[]> {
  return inTemporaryDirectory(async (directory) => {
    say(`filling a store with ${events} events`);
    await fillStore(join(directory, 'store'), events);
    say('rebuilding read models from it');
    const rebuilding = await measureRebuilding(directory, events);
    say('starting it');
    return [...rebuilding, ...(await measureStarting(directory, events, sizes))];
  });
}
