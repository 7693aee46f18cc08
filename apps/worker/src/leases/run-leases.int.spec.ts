import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialUse, RateLimitHints, RequestOutcome } from '@holdfast/bitbucket';
import { startAccountSwitcher } from '../testing/account-switcher.ts';
import { RunAtWork } from '../testing/run-at-work.ts';
import { TestBed } from '../testing/test-bed.ts';
import { LeasePools } from './lease-pools.ts';

const nothingSaid: RateLimitHints = { limit: null, remaining: null, resetSeconds: null, nearLimit: false, resource: null };
const served: RequestOutcome = { kind: 'served', hints: nothingSaid };
const rateLimited: RequestOutcome = { kind: 'rate_limited', retryAfterSeconds: 1800, hints: nothingSaid };
const rejected: RequestOutcome = { kind: 'rejected', status: 401, reason: 'Token is invalid' };
const saying = (hints: Partial<RateLimitHints>): RequestOutcome => ({ kind: 'served', hints: { ...nothingSaid, ...hints } });

const four = ['anna', 'ben', 'cleo', 'dora'];

let bed: TestBed;
beforeAll(async () => {
  bed = await TestBed.start({ rules: { api: { limit: 40 }, raw: { limit: 2 }, webhooks: { limit: 8, windowSeconds: 1 } } });
});
afterAll(() => bed[Symbol.asyncDispose]());

const labelOf = ({ secret }: CredentialUse) => (secret.kind === 'access_token' ? secret.token : secret.kind);
const all = <T>(run: RunAtWork, work: (number: number) => Promise<T>) => Promise.all(run.tasks.map((_, number) => work(number)));

/** Each task sends so many requests, all tasks at the same time. Answers by whom each was paid. */
async function spend(run: RunAtWork, requests: number, bucket: 'api' | 'raw' | 'webhooks' = 'api'): Promise<string[]> {
  const payers = await all(run, async (number) => {
    const labels: string[] = [];
    for (let request = 0; request < requests; request++) {
      const use = await run.credentials(number).next(bucket);
      labels.push(labelOf(use));
      await use.settle(served);
    }
    return labels;
  });
  return payers.flat();
}

const close = (run: RunAtWork) => all(run, (number) => run.credentials(number).close());

async function spentIn(run: RunAtWork, labels: readonly string[]): Promise<number[]> {
  const ledgers = await Promise.all(labels.map((label) => run.ledger(label)));
  const spent = (events: (typeof ledgers)[number]) => events.map((event) => (event.type === 'QuotaLeaseSettled' ? event.data.spent : 0));
  return ledgers.map((events) => spent(events).reduce((sum, requests) => sum + requests, 0));
}

describe('The tasks of a run', () => {
  it('begin with different accounts when they begin together, and none is asked twice for the same', async () => {
    using run = await RunAtWork.of(bed, four, 4);
    expect((await spend(run, 1)).sort()).toEqual(four);
    expect(await run.count('QuotaLeaseGranted', four)).toBe(4);
  });

  it('spend from the same leases: many tasks need no more of them than one', async () => {
    using run = await RunAtWork.of(bed, ['anna'], 5);
    expect(await spend(run, 1)).toEqual(Array(5).fill('anna'));
    await close(run);
    expect((await run.ledger('anna')).map(({ type }) => type)).toEqual(['QuotaLeaseGranted', 'QuotaLeaseSettled']);
  });

  it('count each request once, in the ledger and for the task, however many are on the way', async () => {
    using run = await RunAtWork.of(bed, four, 8);
    await spend(run, 12);
    await close(run);
    const spent = await spentIn(run, four);
    expect(spent.reduce((sum, requests) => sum + requests)).toBe(96);
    expect(Math.max(...spent) - Math.min(...spent)).toBeLessThanOrEqual(12);
    const paid = run.tasks.map(({ credentials }) => credentials.paid.reduce((sum, { count }) => sum + count, 0));
    expect(paid).toEqual(Array(8).fill(12));
  });

  it('stay each with its account while that has requests', async () => {
    using run = await RunAtWork.of(bed, four, 4);
    await spend(run, 5);
    for (const number of run.tasks.keys()) expect(await run.switches(number)).toEqual([]);
  });

  it('say when each request was answered, in slots that never end before the answer', async () => {
    using run = await RunAtWork.of(bed, ['anna'], 2);
    const before = Date.now();
    await spend(run, 2);
    await close(run);
    const settled = (await run.ledger('anna')).filter((event) => event.type === 'QuotaLeaseSettled');
    const sent = settled.flatMap(({ data }) => data.sent ?? []);
    expect(sent.reduce((sum, { requests }) => sum + requests, 0)).toBe(4);
    for (const { until } of sent) expect(Date.parse(until)).toBeGreaterThan(before);
  });

  it('give back what nobody uses, without being asked', async () => {
    using run = await RunAtWork.of(bed, ['anna'], 1);
    await spend(run, 1, 'webhooks');
    await bed.until(async () => (await run.count('QuotaLeaseSettled', ['anna'])) === 1);
    await spend(run, 1, 'webhooks');
    await close(run);
    expect(await spentIn(run, ['anna'])).toEqual([2]);
  });
});

describe('A refusal that many requests of a run meet', () => {
  it('is one event and one move; every task goes on elsewhere and says so once', async () => {
    const orchestrator = await startAccountSwitcher(bed);
    using run = await RunAtWork.of(bed, ['anna'], 5);
    const uses = await all(run, (number) => run.credentials(number).next('api'));
    await run.scene.enable('spare');
    await Promise.all(uses.map((use) => use.settle(rateLimited)));
    expect(await spend(run, 1)).toEqual(Array(5).fill('spare'));
    await close(run);
    await orchestrator.stop();
    expect(await run.count('AccountRateLimited', ['anna', 'spare'])).toBe(1);
    const switches = await all(run, (number) => run.switches(number));
    expect(switches.map((ofTask) => ofTask.map(({ data }) => data.reason))).toEqual(Array(5).fill(['RATE_LIMITED']));
    const byOrchestrator = switches.flat().filter(({ metadata }) => metadata.actor.startsWith('saga:'));
    expect(byOrchestrator).toHaveLength(1);
    expect(await spentIn(run, ['anna', 'spare'])).toEqual([5, 5]);
  });

  it('of the credential is one as well, in every bucket', async () => {
    using run = await RunAtWork.of(bed, ['anna'], 3, new LeasePools(0));
    await spend(run, 1, 'webhooks');
    const uses = await all(run, (number) => run.credentials(number).next('api'));
    await run.scene.enable('spare');
    await Promise.all(uses.map((use) => use.settle(rejected)));
    expect([...(await spend(run, 1)), ...(await spend(run, 1, 'webhooks'))]).toEqual(Array(6).fill('spare'));
    expect(await run.count('AccountRejected', ['anna'])).toBe(1);
  });

  it('does not hold up tasks that have other leases at hand, even when the orchestrator is dead', async () => {
    using run = await RunAtWork.of(bed, four, 4);
    await spend(run, 1);
    const uses = await all(run, (number) => run.credentials(number).next('api'));
    const refused = uses.findIndex((use) => labelOf(use) === 'ben');
    const start = Date.now();
    await Promise.all(uses.map((use, number) => use.settle(number === refused ? rateLimited : served)));
    expect(await spend(run, 1)).not.toContain('ben');
    expect(Date.now() - start).toBeLessThan(900);
    expect((await run.switches(refused)).map(({ data }) => data.reason)).toEqual(['RATE_LIMITED']);
  });

  it('stands still for less than a second when there was no other lease and the orchestrator is dead', async () => {
    using run = await RunAtWork.of(bed, ['anna', 'ben'], 1);
    const use = await run.credentials(0).next('api');
    const start = Date.now();
    await use.settle(rejected);
    await spend(run, 1);
    expect(Date.now() - start).toBeLessThan(1_000);
  });

  it('that another worker met is not met again', async () => {
    using run = await RunAtWork.of(bed, ['anna', 'ben'], 2, new LeasePools(0));
    const uses = await all(run, (number) => run.credentials(number).next('api'));
    const byAnna = uses.find((one) => labelOf(one) === 'anna');
    const { accountId, credentialId } = run.scene.account('anna');
    const spender = { accountId, credentialId, bucket: 'api', leaseId: 'other', organizationId: 'o', runId: 'r', taskId: 't' } as const;
    const heard = bed.nextEvent(({ type }) => type === 'AccountRateLimited');
    const command = { type: 'ReportRateLimit', spender, retryAfterSeconds: 600 } as const;
    await bed.environment.ledgers.decide(command, { ...run.scene.context(), actor: 'worker:two' });
    await heard;
    await Promise.all(uses.map((use) => use.settle(served)));
    expect(byAnna).toBeDefined();
    expect(await spend(run, 2)).toEqual(Array(4).fill('ben'));
  });
});

describe('An account that nears its limit', () => {
  it('is left to others while another account has more', async () => {
    using run = await RunAtWork.of(bed, ['anna', 'ben'], 1);
    const use = await run.credentials(0).next('api');
    await use.settle(saying({ nearLimit: true }));
    const [next] = await spend(run, 1);
    expect(next).not.toBe(labelOf(use));
    expect((await run.switches(0)).map(({ data }) => data.reason)).toEqual(['NEAR_LIMIT']);
  });

  it('is gone on with when there is no other', async () => {
    using run = await RunAtWork.of(bed, ['anna'], 1);
    await (await run.credentials(0).next('api')).settle(saying({ nearLimit: true }));
    expect(await spend(run, 3)).toEqual(['anna', 'anna', 'anna']);
    expect(await run.count('QuotaLeaseGranted', ['anna'])).toBe(1);
  });

  it('has its limit and its use by others told to its ledger, once', async () => {
    using run = await RunAtWork.of(bed, ['anna'], 1);
    for (let request = 0; request < 3; request++) await (await run.credentials(0).next('api')).settle(saying({ limit: 30, remaining: 10 }));
    const types = (await run.ledger('anna')).map(({ type }) => type);
    expect(types.filter((type) => type === 'AccountLimitLearned')).toHaveLength(1);
    expect(types.filter((type) => type === 'AccountUsedByOthers')).toHaveLength(1);
  });
});

describe('An account that does not see what another sees', () => {
  it('is not offered to that task again, also when there is no other', async () => {
    using run = await RunAtWork.of(bed, ['anna', 'ben'], 1);
    const credentials = run.credentials(0);
    const doubted = await credentials.next('api');
    await doubted.settle(served);
    const other = await credentials.another('api', doubted);
    expect(other && labelOf(other)).not.toBe(labelOf(doubted));
    await other?.settle(served);
    await credentials.sawMore('api', doubted, other!);
    expect(await spend(run, 2)).toEqual(Array(2).fill(labelOf(other!)));
    const use = await credentials.next('git');
    expect(labelOf(use)).toBe(labelOf(other!));
    await use.settle(served);
    expect(await credentials.another('git', use)).toBeNull();
    expect((await run.switches(0)).map(({ data }) => data.reason)).toEqual(['NOT_VISIBLE']);
  });

  it('is believed when there is no other account', async () => {
    using run = await RunAtWork.of(bed, ['anna'], 1);
    const doubted = await run.credentials(0).next('api');
    await doubted.settle(served);
    expect(await run.credentials(0).another('api', doubted)).toBeNull();
  });
});

describe('A run whose accounts are spent', () => {
  it('waits as one: it says so once, all of its tasks wait, and it goes on once', async () => {
    using run = await RunAtWork.of(bed, ['anna', 'ben'], 6);
    const done = spend(run, 4, 'webhooks');
    await bed.until(async () => (await run.events()).includes('RunThrottled'));
    expect(run.waiting.size).toBeGreaterThan(0);
    await done;
    await close(run);
    expect(run.waiting.size).toBe(0);
    expect(await spentIn(run, ['anna', 'ben']).then((spent) => spent.reduce((sum, requests) => sum + requests))).toBe(24);
    const events = await run.events();
    expect(events.filter((type) => type === 'RunThrottled').length).toBe(events.filter((type) => type === 'RunResumed').length);
  });

  it('goes on at once with an account that is enabled, all tasks of it', async () => {
    using run = await RunAtWork.of(bed, ['anna'], 2);
    await spend(run, 1, 'raw');
    const done = spend(run, 1, 'raw');
    await bed.until(() => Promise.resolve(run.waiting.size === 2));
    await run.scene.enable('spare');
    expect(await done).toEqual(['spare', 'spare']);
    expect(await run.events()).toEqual(['RunStarted', 'RunThrottled', 'RunResumed']);
  });

  it('holds nothing while it waits', async () => {
    using run = await RunAtWork.of(bed, ['anna'], 2);
    await spend(run, 1, 'raw');
    await spend(run, 1, 'api');
    const waits = all(run, (number) => run.credentials(number).next('raw')).catch(() => undefined);
    await bed.until(async () => run.waiting.size === 2 && (await run.count('QuotaLeaseSettled', ['anna'])) === 3);
    expect(await run.count('QuotaLeaseGranted', ['anna'])).toBe(3);
    run[Symbol.dispose]();
    await waits;
  });
});
