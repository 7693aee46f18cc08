import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { Measurement } from './measurement.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const TYPESCRIPT = new URL('../typescript.mjs', import.meta.url).href;

describe('The benchmark of the gateway', () => {
  it('measures everything it promises, with positive numbers', async () => {
    const loader = ['--disable-warning=ExperimentalWarning', '--import', TYPESCRIPT];
    const { stdout } = await promisify(execFile)(process.execPath, [...loader, MAIN, 'gateway', '--quick', '--json']);
    const { measurements } = JSON.parse(stdout) as { readonly measurements: readonly Measurement[] };
    const numbers = measurements.flatMap(({ ours, beside, ratio }) => [ours, ...(beside ? [beside.value, ratio] : [])]);
    expect(numbers.filter((number) => !(Number(number) > 0))).toEqual([]);
    expect(measurements.filter(({ target }) => target).map(({ measure }) => measure)).toEqual([
      'a command at 20 a second, p99',
      'commands of 4 clients',
      'a read right after its own write',
      ...['actor', 'type', 'subject', 'organization', 'plan', 'run', 'time', 'text', 'text that is everywhere', 'text that is nowhere'].map(
        (filter) => `audit search by ${filter}, p99`,
      ),
      'audit export',
      'most memory of the gateway under all that',
      'start to ready',
    ]);
  }, 120_000);
});
