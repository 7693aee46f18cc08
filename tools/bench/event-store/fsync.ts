import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { medianMilliseconds } from '../measure.ts';

/** A page of 4 KiB with its header, as SQLite writes it into its log; after a thousand of them it begins at the front again. */
const FRAME = Buffer.alloc(4096 + 24, 1);
const FRAMES = 1_000;

/** Writes one frame at a time into a file of settled size and waits until it is on disk; answers the median in milliseconds. */
export async function fsyncMilliseconds(file: string, repetitions: number): Promise<number> {
  const descriptor = openSync(file, 'w');
  try {
    writeSync(descriptor, Buffer.alloc(FRAME.length * FRAMES, 1));
    fsyncSync(descriptor);
    let frame = 0;
    return await medianMilliseconds(repetitions, () => {
      writeSync(descriptor, FRAME, 0, FRAME.length, (frame++ % FRAMES) * FRAME.length);
      fsyncSync(descriptor);
    });
  } finally {
    closeSync(descriptor);
  }
}
