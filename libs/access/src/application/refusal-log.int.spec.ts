import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openBench, type Bench } from '@holdfast/http/testing';
import { accessRefusalsStream, type AccessRefused } from '../contracts/access.events.ts';
import { RefusalLog } from './refusal-log.ts';

describe('the log of refusals', () => {
  let bench: Bench;
  let log: RefusalLog;
  let before: number;

  beforeAll(async () => {
    bench = await openBench();
  });

  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    log = new RefusalLog(bench.repository, bench.clock, bench.newId);
    before = (await bench.stored(accessRefusalsStream)).length;
  });

  const recorded = async () => ((await bench.stored(accessRefusalsStream)) as AccessRefused[]).slice(before).map(({ data }) => data);

  it('tells how often what was refused, from when until when', async () => {
    const from = bench.clock().toISOString();
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.2']) log.note(address, 'UNKNOWN_TOKEN', null);
    bench.passTime(5_000);
    log.note('192.0.2.2', 'TOKEN_REVOKED', 'ann');
    await log.flush();
    expect(await recorded()).toEqual([
      {
        ...{ from, until: bench.clock().toISOString(), requests: 4 },
        refused: [
          { address: '192.0.2.2', reason: 'UNKNOWN_TOKEN', token: null, requests: 2 },
          { address: '192.0.2.1', reason: 'UNKNOWN_TOKEN', token: null, requests: 1 },
          { address: '192.0.2.2', reason: 'TOKEN_REVOKED', token: 'ann', requests: 1 },
        ],
      },
    ]);
  });

  it('has nothing to tell when nothing was refused', async () => {
    await log.flush();
    log.note('192.0.2.1', 'UNKNOWN_TOKEN', null);
    await log.flush();
    await log.flush();
    expect(await recorded()).toHaveLength(1);
  });

  it('stays small under an attack from everywhere: it counts all, and names the most frequent', async () => {
    for (let address = 0; address < 5_000; address++) log.note(`address ${address}`, 'UNKNOWN_TOKEN', null);
    for (let turn = 0; turn < 9; turn++) log.note('address 7', 'UNKNOWN_TOKEN', null);
    await log.flush();
    const [told] = await recorded();
    expect(told?.requests).toBe(5_009);
    expect(told?.refused).toHaveLength(20);
    expect(told?.refused[0]).toEqual({ address: 'address 7', reason: 'UNKNOWN_TOKEN', token: null, requests: 10 });
  });

  it('tells what is left when the process ends', async () => {
    log.note('192.0.2.1', 'ROLE_MISSING', 'eve');
    await log.beforeApplicationShutdown();
    expect(await recorded()).toMatchObject([{ requests: 1 }]);
  });
});
