import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBench, type Bench } from '@holdfast/http/testing';
import { administratorStream } from '../contracts/access.events.ts';
import { administratorToken } from './administrator-token.ts';
import { hashOf } from './token-secret.ts';

const issued = { isOfSettings: false, isGuessable: false };

describe('the administrator’s token', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await openBench();
  });

  afterEach(async () => {
    await bench[Symbol.asyncDispose]();
  });

  const start = (given: string | null = null) => administratorToken(bench.eventStore, bench.clock, given);

  it('is made at the first start, told once, and known at the next start', async () => {
    const first = await start();
    expect(first).toEqual({ name: 'administrator', tokenHash: hashOf(first.created ?? ''), created: expect.any(String), ...issued });
    expect(await start()).toEqual({ ...first, created: null });
    expect(await bench.stored(administratorStream)).toEqual([
      { type: 'AdministratorTokenIssued', data: { name: 'administrator', tokenHash: first.tokenHash } },
    ]);
  });

  it('is the same for gateways that start at the same time, and only one of them tells it', async () => {
    const gateways = await Promise.all([start(), start(), start()]);
    const told = gateways.map(({ created }) => created).filter((token) => token !== null);
    expect(told).toHaveLength(1);
    for (const { tokenHash } of gateways) expect(tokenHash).toBe(hashOf(told[0]!));
    expect(await bench.stored(administratorStream)).toHaveLength(1);
  });

  it('is stored nowhere', async () => {
    const { created } = await start();
    const files = (await readdir(bench.directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const contents = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')));
    expect(contents.join('\n')).toContain('AdministratorTokenIssued');
    expect(contents.join('\n')).not.toContain(created);
  });

  it('is the one of the settings when they have one, which is not stored', async () => {
    expect(await start('given-by-the-settings')).toEqual({
      ...{ name: 'administrator', tokenHash: hashOf('given-by-the-settings'), created: null, isOfSettings: true, isGuessable: true },
    });
    expect(await bench.stored(administratorStream)).toEqual([]);
  });
});
