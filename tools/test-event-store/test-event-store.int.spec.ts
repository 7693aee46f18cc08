import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import type { EmbeddedEventStore } from '@holdfast/embedded-event-store';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const TYPESCRIPT = new URL('../typescript.mjs', import.meta.url).href;

interface Result {
  readonly code: number;
  readonly output: string;
}

function run(...args: readonly string[]): Promise<Result> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--import', TYPESCRIPT, MAIN, ...args], { env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}

describe('test:event-store', () => {
  let directory: string;
  let store: EmbeddedEventStore;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'event-store-'));
    store = await startEmbeddedEventStore({ directory });
  });
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  it('holds the server at a connection string to the contract, and hands the other options on to Jest', async () => {
    const { code, output } = await run('--url', store.connectionString, '-t', 'reads on the leader', '--verbose');
    expect(output).toContain('event store contract: the server under test');
    expect(output).toMatch(/Tests: .*\b1 passed/);
    expect(code).toBe(0);
  });

  it('says what is wrong with a connection string', async () => {
    const { code, output } = await run('--url', 'http://admin:secret@host');
    expect(code).toBe(2);
    expect(output).toContain('This is no connection string of an event store');
    expect(output).not.toContain('secret');
  });

  it('says when the server cannot be reached', async () => {
    const { code, output } = await run('--url', 'esdb://admin:secret@127.0.0.1:1?tls=false');
    expect(code).toBe(2);
    expect(output).toContain('The event store cannot be tested: 14 UNAVAILABLE');
    expect(output).not.toContain('secret');
  });
});
