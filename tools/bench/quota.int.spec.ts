import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { Measurement } from './measurement.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const TYPESCRIPT = new URL('../typescript.mjs', import.meta.url).href;

describe('The benchmark of the quota', () => {
  it('measures everything it promises', async () => {
    const loader = ['--disable-warning=ExperimentalWarning', '--import', TYPESCRIPT];
    const { stdout } = await promisify(execFile)(process.execPath, [...loader, MAIN, 'quota', '--quick', '--json']);
    const { measurements } = JSON.parse(stdout) as { readonly measurements: readonly Measurement[] };
    expect(measurements.filter(({ ours }) => !(ours >= 0))).toEqual([]);
    expect(measurements.filter(({ target }) => target).map(({ measure }) => measure)).toEqual([
      ...['1 account: of their limits, spent usefully', '1 account: refused with 429'],
      ...['4 accounts: of their limits, spent usefully', '4 accounts: refused with 429', '4 accounts: difference of their shares'],
      '4 accounts, faster than one',
      ...['stranger: of what is left, spent usefully', 'stranger: the same request refused twice', 'stranger: failed tasks'],
      ...['revoked: longest time without an answer', 'revoked: asked again after an answer', 'revoked: failed tasks'],
      ...['planning', 'most memory of the orchestrator', 'most memory of a worker'].map(
        (what) => `60 repositories, 2 accounts, 1 workers: ${what}`,
      ),
      ...['first run: list pages read twice', 'unchanged: of the API, per repository', 'unchanged: list pages read twice'],
    ]);
  }, 170_000);
});
