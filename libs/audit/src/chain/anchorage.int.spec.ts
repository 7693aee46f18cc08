import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openBench, type Bench } from '@holdfast/http/testing';
import { AnchorCopies } from './anchor-copies.ts';
import { AnchorKey } from './anchor-key.ts';
import { Anchorage } from './anchorage.ts';
import { AuditProof } from './audit-proof.ts';
import { ChainBuilder } from './chain-builder.ts';
import { ChainFile } from './chain-file.ts';

const seed = Buffer.alloc(32, 3);

let bench: Bench;
const files: ChainFile[] = [];

beforeEach(async () => {
  bench = await openBench();
});

afterEach(async () => {
  for (const file of files.splice(0)) file.close();
  await bench[Symbol.asyncDispose]();
});

const named = (name: string) => ({ type: 'PlanEdited', data: { name } });

/** What a process of an installation has, in a directory of the bench. */
async function processIn(directory: string) {
  const path = join(bench.directory, directory);
  await mkdir(path, { recursive: true });
  const file = new ChainFile(join(path, 'audit-chain.db'));
  files.push(file);
  const { eventStore, clock } = bench;
  const chain = new ChainBuilder(eventStore, file);
  const copies = new AnchorCopies(join(path, 'audit-anchors.jsonl'));
  return { file, chain, copies, anchorage: new Anchorage({ eventStore, chain, file, copies, key: new AnchorKey(seed), clock }) };
}

describe('the chain', () => {
  it('is the same in every process, also where several write one file', async () => {
    const [one, other, elsewhere] = [await processIn('a'), await processIn('a'), await processIn('b')];
    for (let number = 0; number < 5; number++) {
      await bench.store(`plan-p${number}`, named('a'), named('b'));
      await Promise.all([one.chain.advance(), other.chain.advance(), one.chain.advance()]);
    }
    const end = await elsewhere.chain.advance();
    expect(end.number).toBe(10);
    expect(one.file.end()).toEqual(end);
    expect(other.file.end()).toEqual(end);
  });

  it('leaves out what the store may forget', async () => {
    const { chain } = await processIn('a');
    await bench.store('sagaCheckpoint-EndRun', { type: 'SagaCheckpointReached', data: {} });
    await bench.store('$$plan-p1', { type: '$metadata', data: {} });
    await bench.store('plan-p1', named('a'));
    expect(await chain.advance()).toMatchObject({ number: 1 });
  });
});

describe('sealing the chain', () => {
  it('is done by one of several processes', async () => {
    await bench.store('plan-p1', named('a'));
    const processes = await Promise.all(['a', 'b', 'c'].map(processIn));
    const anchors = await Promise.all(processes.map(({ anchorage }) => anchorage.anchor()));
    expect(await bench.stored('auditAnchors')).toHaveLength(1);
    expect(new Set(anchors.map((anchor) => anchor?.signature)).size).toBe(1);
    expect(anchors[0]).toMatchObject({ events: 1, at: bench.clock().toISOString() });
  });

  it('adds nothing where nothing was stored since', async () => {
    const { anchorage, copies } = await processIn('a');
    expect(await anchorage.anchor()).toBeNull();
    await bench.store('plan-p1', named('a'));
    const first = await anchorage.anchor();
    expect(await anchorage.anchor()).toEqual(first);
    expect(await anchorage.present()).toEqual({ anchor: first, eventsSince: 0 });
    await bench.store('plan-p1', named('b'));
    expect(await anchorage.present()).toEqual({ anchor: first, eventsSince: 1 });
    expect(await anchorage.anchor()).toMatchObject({ events: 3 });
    expect((await copies.read()).anchors.map(({ events }) => events)).toEqual([1, 3]);
  });

  it('is made up for beside the store, when a process died before it could', async () => {
    const [one, other] = [await processIn('a'), await processIn('b')];
    await bench.store('plan-p1', named('a'));
    await one.anchorage.anchor();
    await other.anchorage.anchor();
    expect(await other.copies.read()).toEqual(await one.copies.read());
  });
});

describe('the proof while Holdfast runs', () => {
  it('checks everything once, then what came since, and everything again when asked', async () => {
    await mkdir(join(bench.directory, 'a'));
    const proof = new AuditProof(bench.eventStore, bench.clock, { directory: join(bench.directory, 'a'), seed });
    await bench.store('plan-p1', named('a'), named('b'));
    expect(await proof.verify(false)).toMatchObject({ ok: true, events: 2, verifiedFrom: 0 });
    await bench.store('plan-p1', named('c'));
    expect(await proof.verify(false)).toMatchObject({ ok: true, events: 3, verifiedFrom: 2 });
    expect(await proof.verify(true)).toMatchObject({ ok: true, events: 3, verifiedFrom: 0, firstMismatch: null });
    await proof.beforeApplicationShutdown();
  });

  it('is sealed by itself after a thousand events, or an hour after the first that is not', async () => {
    await mkdir(join(bench.directory, 'a'));
    const proof = new AuditProof(bench.eventStore, bench.clock, { directory: join(bench.directory, 'a'), seed });
    await bench.store('plan-p1', ...Array.from({ length: 999 }, (_, index) => named(String(index))));
    await proof.sealWhenDue();
    expect(await proof.anchors()).toHaveLength(0);
    await bench.store('plan-p1', named('last'));
    await proof.sealWhenDue();
    expect(await proof.anchors()).toMatchObject([{ events: 1_000 }]);
    await bench.store('plan-p1', named('after'));
    await proof.sealWhenDue();
    bench.passTime(3_599_999);
    await proof.sealWhenDue();
    expect(await proof.anchors()).toHaveLength(1);
    bench.passTime(1);
    await proof.sealWhenDue();
    expect(await proof.anchors()).toMatchObject([{ events: 1_000 }, { events: 1_002 }]);
    await proof.beforeApplicationShutdown();
  });

  it('does not keep a process from stopping while much is left to chain', async () => {
    const directory = join(bench.directory, 'a');
    await mkdir(directory);
    await bench.store('plan-p1', ...Array.from({ length: 1_200 }, (_, index) => named(String(index))));
    const proof = new AuditProof(bench.eventStore, bench.clock, { directory, seed });
    proof.onApplicationBootstrap();
    await proof.beforeApplicationShutdown();
    const file = new ChainFile(join(directory, 'audit-chain.db'), { readOnly: true });
    files.push(file);
    expect(file.end().number).toBeLessThan(1_200);
  });
});
