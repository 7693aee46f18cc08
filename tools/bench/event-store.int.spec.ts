import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { Measurement } from './measurement.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const TYPESCRIPT = new URL('../typescript.mjs', import.meta.url).href;

describe('The benchmark of the event store', () => {
  it('measures everything it promises, with positive numbers', async () => {
    const loader = ['--disable-warning=ExperimentalWarning', '--import', TYPESCRIPT];
    const { stdout } = await promisify(execFile)(process.execPath, [...loader, MAIN, 'event-store', '--quick', '--json']);
    const { measurements } = JSON.parse(stdout) as { readonly measurements: readonly Measurement[] };
    const numbers = measurements.flatMap(({ ours, beside, ratio }) => [ours, ...(beside ? [beside.value, ratio] : [])]);
    expect(numbers.filter((number) => !(Number(number) > 0))).toEqual([]);
    expect(new Set(measurements.map(({ measure }) => measure))).toEqual(
      new Set([
        '64 appends in flight',
        'batches of 500',
        'one append at a time',
        'one fsync of a page',
        'reading a stream',
        'reading $all',
        'catching up by subscription',
        'append to subscriber',
        'read models absorbing events',
        'rebuild of 2,000 events',
        'most memory during that',
        'start with 2,000 events, to the first append',
        'start with 2,000 events, most memory',
      ]),
    );
  });
});
