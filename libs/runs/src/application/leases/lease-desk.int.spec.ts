import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openBench, type Bench } from '@holdfast/http/testing';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { accountEvents } from '@holdfast/quota';
import { accountStream } from '../../contracts/account.stream.ts';
import { acmeOn, spenderOf, type Acme } from '../../testing/acme-accounts.ts';
import type { Unwanted } from './credential-pool.ts';
import type { Lease, LeaseAnswer, LeaseRequest } from './lease-request.ts';

const minute = 60_000;
const hour = 60 * minute;

let bench: Bench;
let acme: Acme;

beforeAll(async () => {
  bench = await openBench(organizationEvents, accountEvents);
});

afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

beforeEach(async () => {
  acme = await acmeOn(bench);
});

const now = () => bench.clock().getTime();
const time = (milliseconds: number) => new Date(milliseconds).toISOString();
const ask = (more: Partial<LeaseRequest> = {}) => acme.desk.acquire(acme.request(more), bench.context());
const granted = (answer: LeaseAnswer): Lease => {
  if (answer.kind !== 'granted') throw new Error(`the desk answered ${answer.kind}`);
  return answer.lease;
};
const settle = (lease: Lease, spent: number) =>
  acme.ledgers.decide({ type: 'SettleQuotaLease', spender: spenderOf(acme, lease), spent }, bench.context());
const refuse = (lease: Lease, retryAfterSeconds: number) =>
  acme.ledgers.decide({ type: 'ReportRateLimit', spender: spenderOf(acme, lease), retryAfterSeconds }, bench.context());
const event = (type: string, data: object = {}) => ({ type, data: { organizationId: acme.organizationId, planId: acme.planId, ...data } });
const fails = (name: string) =>
  event('CredentialFailedVerification', {
    credentialId: acme.person(name).credentialId,
    refusal: { code: 'CREDENTIAL_REJECTED', message: '' },
  });

describe('the accounts that a plan may use', () => {
  const target = { bucket: 'api', repository: 'acme/web' } as const;
  const found = (unwanted?: Unwanted) => acme.pool.of(acme.planId, acme.organizationId, target, unwanted);
  const accounts = async (avoidCredentials: readonly string[] = []) => (await found({ avoidCredentials })).map(({ account }) => account);
  const primary = async (avoidCredentials: readonly string[] = []) => {
    const listing = { bucket: 'api', repository: null } as const;
    return (await acme.pool.primaryOf(acme.planId, acme.organizationId, listing, { avoidCredentials })).map(({ account }) => account);
  };

  it('are the primary one, and those that are enabled', async () => {
    expect(await accounts()).toEqual([acme.person('ann')]);
    await acme.enable('bob');
    await acme.organizationHas(
      event('AdditionalCredentialAdded', { ...acme.person('cid'), account: { id: 'cid', name: 'cid' }, problems: [] }),
    );
    expect(await accounts()).toEqual([acme.person('ann'), acme.person('bob')]);
  });

  it('are the primary one alone while the switch is off, and without what was disabled or removed', async () => {
    await acme.enable('bob');
    await acme.enable('cid');
    await acme.planHas(event('AdditionalCredentialsSwitchedOff'));
    expect(await accounts()).toEqual([acme.person('ann')]);
    await acme.planHas(event('AdditionalCredentialsSwitchedOn'), event('PlanCredentialDisabled', acme.person('bob')));
    expect(await accounts()).toEqual([acme.person('ann'), acme.person('cid')]);
    await acme.organizationHas(event('AdditionalCredentialRemoved', acme.person('cid')));
    expect(await accounts()).toEqual([acme.person('ann')]);
  });

  it('are only those that work, the primary one included', async () => {
    await acme.enable('bob');
    await acme.organizationHas(fails('ann'));
    expect(await accounts()).toEqual([acme.person('bob')]);
    await acme.organizationHas(fails('bob'));
    expect(await accounts()).toEqual([]);
  });

  it('count once, whatever the number of their credentials', async () => {
    await acme.enable('ann-2', 'ann');
    await acme.enable('bob');
    await acme.enable('bob-2', 'bob');
    expect(await accounts()).toEqual([acme.person('ann'), acme.person('bob')]);
  });

  it('are used through another credential of theirs when one is to be avoided, or fails', async () => {
    await acme.enable('ann-2', 'ann');
    const throughTheOther = [{ ...acme.person('ann-2'), accountId: acme.person('ann').accountId }];
    expect(await accounts([acme.person('ann').credentialId])).toEqual(throughTheOther);
    await acme.organizationHas(fails('ann'));
    expect(await accounts()).toEqual(throughTheOther);
  });

  it('are the primary one alone for a listing, also when others are enabled, and none when it does not work', async () => {
    await acme.enable('bob');
    expect(await primary()).toEqual([acme.person('ann')]);
    expect(await primary([acme.person('ann').credentialId])).toEqual([]);
    await acme.organizationHas(fails('ann'));
    expect(await primary()).toEqual([]);
  });

  it('are none for a plan or an organization that is not there', async () => {
    expect(await acme.pool.of('none', acme.organizationId, target)).toEqual([]);
    expect(await acme.pool.of(acme.planId, 'none', target)).toEqual([]);
  });
});

describe('the lease desk', () => {
  it('grants a lease of the account with the most left, and stores why', async () => {
    await acme.enable('bob');
    await settle(granted(await ask({ currentAccountId: acme.person('bob').accountId })), 1);
    const answer = await ask();
    const { leaseId } = granted(answer);
    const account = acme.person('ann');
    expect(granted(answer)).toEqual({ leaseId, bucket: 'api', account, requests: 1, expiresAt: now() + 5 * minute });
    const found = [
      { account: acme.person('ann'), available: 2, limit: 2 },
      { account: acme.person('bob'), available: 1, limit: 2 },
    ];
    expect(answer).toMatchObject({ accounts: found });
    const candidates = found.map(({ account: { accountId, credentialId }, ...more }) => ({ accountId, credentialId, ...more, sees: null }));
    expect(await bench.stored(accountStream(account.accountId))).toMatchObject([
      { type: 'QuotaLeaseGranted', data: { taskId: 'task1', requests: 1, choice: { rule: 'most-left v2', candidates } } },
    ]);
  });

  it('counts what the asker holds, and has it spend that first', async () => {
    await acme.enable('bob');
    const { accountId } = acme.person('ann');
    await settle(granted(await ask({ currentAccountId: acme.person('bob').accountId })), 1);
    const [mine] = [granted(await ask())];
    expect(mine.account.label).toBe('ann');
    expect(await ask({ held: { [accountId]: 1 } })).toMatchObject({ kind: 'held', accountId });
    expect(await bench.stored(accountStream(accountId))).toHaveLength(1);
  });

  it('takes an account that nears its limit when no other has anything left', async () => {
    await acme.enable('bob');
    const nearAccounts = [acme.person('bob').accountId];
    const labels = [];
    for (let lease = 0; lease < 4; lease++) labels.push(granted(await ask({ nearAccounts })).account.label);
    expect(labels).toEqual(['ann', 'ann', 'bob', 'bob']);
  });

  it('asks no account that was found not to see the repository, nor one whose credential may not; and says so in its record', async () => {
    await acme.enable('bob', 'bob', { repositoriesNotSeen: { count: 1, examples: ['acme/web'] } });
    await acme.enable('cid', 'cid', { scopes: ['read:repository:bitbucket'] });
    const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((name) => acme.person(name).accountId);
    expect(granted(await ask()).account.label).toBe('ann');
    expect(await bench.stored(accountStream(ann!))).toMatchObject([
      { data: { choice: { candidates: [{ sees: null }, { accountId: bob, sees: false }, { accountId: cid, sees: false }] } } },
    ]);
    expect(granted(await ask({ repository: 'acme/api', blindAccounts: [ann!] })).account.label).toBe('bob');
    expect(granted(await ask({ bucket: 'git', blindAccounts: [ann!, bob!] })).account.label).toBe('cid');
    expect(await ask({ blindAccounts: [ann!] })).toEqual({ kind: 'no-credential' });
  });

  it('leaves a task with its account while that has anything left', async () => {
    await acme.enable('bob');
    const { accountId: currentAccountId } = acme.person('bob');
    const answers = [await ask({ currentAccountId }), await ask({ currentAccountId }), await ask({ currentAccountId })];
    expect(answers.map((answer) => granted(answer).account.label)).toEqual(['bob', 'bob', 'ann']);
  });

  it('grants nothing of the account that just refused, whatever it seems to have left', async () => {
    await acme.enable('bob');
    const { accountId } = acme.person('ann');
    expect(granted(await ask({ refusedAccountId: accountId, currentAccountId: accountId })).account.label).toBe('bob');
  });

  it('grants nothing through a credential that the task has seen refused', async () => {
    await acme.enable('bob');
    const avoidCredentials = [acme.person('ann').credentialId];
    expect(granted(await ask({ avoidCredentials })).account.label).toBe('bob');
    expect(await ask({ avoidCredentials: [...avoidCredentials, acme.person('bob').credentialId] })).toEqual({ kind: 'no-credential' });
  });

  it('has no credential to offer when none works', async () => {
    await acme.organizationHas(fails('ann'));
    expect(await ask()).toEqual({ kind: 'no-credential' });
  });

  it('is busy while others hold all leases: they may give back what they do not need', async () => {
    const leases = [granted(await ask()), granted(await ask())];
    expect(await ask()).toEqual({ kind: 'busy', until: now() + 5 * minute });
    await settle(leases[0]!, 0);
    expect(granted(await ask()).requests).toBe(1);
  });

  it('is throttled when everything is spent, until the first request comes free again', async () => {
    await acme.enable('bob');
    const start = now();
    for (const lease of [granted(await ask()), granted(await ask())]) await settle(lease, 1);
    bench.passTime(10 * minute);
    for (const lease of [granted(await ask()), granted(await ask())]) await settle(lease, 1);
    const until = time(start + hour);
    const accounts = ['ann', 'bob'].map((name) => ({ accountId: acme.person(name).accountId, bucket: 'api', until }));
    expect(await ask()).toEqual({ kind: 'throttled', resumesAt: start + hour, accounts });
    bench.passTime(start + hour - now() - 1);
    expect(await ask()).toMatchObject({ kind: 'throttled', resumesAt: start + hour });
    bench.passTime(1);
    expect(granted(await ask()).requests).toBe(1);
  });

  it('is throttled when the provider refuses all accounts, until the first may come back', async () => {
    await acme.enable('bob');
    for (const [name, seconds] of [
      ['ann', 600],
      ['bob', 120],
    ] as const)
      await refuse(granted(await ask({ currentAccountId: acme.person(name).accountId })), seconds);
    const accounts = [
      { accountId: acme.person('ann').accountId, bucket: 'api', until: time(now() + 10 * minute) },
      { accountId: acme.person('bob').accountId, bucket: 'api', until: time(now() + 2 * minute) },
    ];
    expect(await ask()).toEqual({ kind: 'throttled', resumesAt: now() + 2 * minute, accounts });
  });

  it('is throttled for one bucket and not for another', async () => {
    for (const lease of [granted(await ask()), granted(await ask())]) await settle(lease, 1);
    expect((await ask()).kind).toBe('throttled');
    expect(granted(await ask({ bucket: 'git' })).bucket).toBe('git');
  });

  it('counts the leases of the dead as spent', async () => {
    const start = now();
    granted(await ask());
    granted(await ask());
    bench.passTime(5 * minute);
    expect(await ask()).toMatchObject({ kind: 'throttled', resumesAt: start + 5 * minute + hour });
  });

  it('never grants together more than an account has, and tells the losers that others hold it', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask()));
    expect(answers.filter(({ kind }) => kind === 'granted')).toHaveLength(2);
    expect(answers.filter(({ kind }) => kind === 'busy')).toHaveLength(3);
  });
});
