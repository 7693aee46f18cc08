import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openBench, type Bench } from '@holdfast/http/testing';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { accountEvents } from '@holdfast/quota';
import { accountStream } from '../../contracts/account.stream.ts';
import { runStream } from '../../contracts/run.events.ts';
import { acmeOn, type Acme } from '../../testing/acme-accounts.ts';
import { order } from '../../testing/one-run.ts';

const minute = 60_000;

let bench: Bench;
let acme: Acme;
let runId: string;

beforeAll(async () => {
  bench = await openBench(organizationEvents, accountEvents);
});

afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

/** The window is open for two minutes more. */
beforeEach(async () => {
  acme = await acmeOn(bench);
  runId = bench.newId();
  const timeIn = (minutes: number) => new Date(bench.clock().getTime() + minutes * minute).toISOString().slice(11, 16);
  const window = { start: timeIn(-60), end: timeIn(2), timezone: 'UTC' };
  const { organizationId, planId } = acme;
  await bench.store(runStream(runId), {
    type: 'RunStarted',
    data: { runId, planId, ...order, organizationId, window, startedAt: timeIn(0) },
  });
});

const acquire = () => acme.desk.acquire(acme.request({ runId }), bench.context());
const eventsOfRun = () => bench.stored(runStream(runId));

describe('a lease of a run with a window', () => {
  it('ends with the window, so that the next request asks again', async () => {
    const answer = await acquire();
    expect(answer).toMatchObject({ kind: 'granted', lease: { expiresAt: bench.clock().getTime() + 2 * minute } });
    expect(await eventsOfRun()).toHaveLength(1);
  });

  it('is not to be had once the window is closed: the run pauses until it opens, which is noted once', async () => {
    bench.passTime(2 * minute);
    const opensAt = new Date(bench.clock().getTime() + (24 * 60 - 62) * minute).toISOString();
    await expect(acquire()).rejects.toMatchObject({ code: 'WINDOW_CLOSED', message: expect.stringContaining(opensAt) });
    await expect(acquire()).rejects.toMatchObject({ code: 'WINDOW_CLOSED' });
    const paused = { type: 'RunPaused', data: { runId, at: bench.clock().toISOString(), resumesAt: opensAt } };
    expect((await eventsOfRun()).slice(1)).toEqual([paused]);
  });

  it('costs no account anything while the window is closed', async () => {
    bench.passTime(2 * minute);
    await expect(acquire()).rejects.toMatchObject({ code: 'WINDOW_CLOSED' });
    expect(await bench.stored(accountStream(acme.person('ann').accountId))).toEqual([]);
  });
});
