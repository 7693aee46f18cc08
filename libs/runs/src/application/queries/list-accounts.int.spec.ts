import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openBench, readModelsShowing, type Bench, type Stored } from '@holdfast/http/testing';
import { organizationEvents, organizationStream } from '@holdfast/organizations/contracts';
import { accountEvents } from '@holdfast/quota';
import { accountsProjection } from '../projections/accounts.projection.ts';
import { acmeOn, rules, spenderOf } from '../../testing/acme-accounts.ts';
import { AccountLedgers } from '../leases/account-ledgers.ts';
import { ListAccountsHandler } from './list-accounts.handler.ts';
import { ListAccounts } from './runs.query.ts';

const credential = (credentialId: string, accountId: string, kind = 'api_token') => ({
  ...{ credentialId, kind, label: `label of ${credentialId}` },
  account: { id: accountId, name: `name of ${accountId}` },
});
const connected = (organizationId: string, credentialId: string, accountId: string): Stored => [
  organizationStream(organizationId),
  { type: 'OrganizationConnected', data: { organizationId, primary: credential(credentialId, accountId) } },
];
const added = (organizationId: string, credentialId: string, accountId: string, kind?: string): Stored => [
  organizationStream(organizationId),
  { type: 'AdditionalCredentialAdded', data: { organizationId, ...credential(credentialId, accountId, kind) } },
];
const removed = (organizationId: string, credentialId: string): Stored => [
  organizationStream(organizationId),
  { type: 'AdditionalCredentialRemoved', data: { organizationId, credentialId, label: '' } },
];

describe('the accounts, as they are seen', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await openBench(organizationEvents, accountEvents);
  });

  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  const accounts = async (events: readonly Stored[], limit = 50, cursor = '') => {
    const ledgers = new AccountLedgers(bench.repository, bench.clock, rules);
    const page = cursor === '' ? { limit } : { limit, cursor };
    return new ListAccountsHandler(readModelsShowing([accountsProjection], ...events), ledgers).execute(new ListAccounts(page));
  };

  it('have all their credentials, in whatever organization', async () => {
    const { items } = await accounts([
      connected('o1', 'c1', 'ann'),
      added('o1', 'c2', 'bob', 'access_token'),
      connected('o2', 'c3', 'ann'),
    ]);
    expect(items).toMatchObject([
      {
        ...{ id: 'ann', name: 'name of ann', kind: 'user' },
        credentials: [
          { id: 'c1', label: 'label of c1', organizationId: 'o1' },
          { id: 'c3', label: 'label of c3', organizationId: 'o2' },
        ],
      },
      { id: 'bob', kind: 'access_token', credentials: [{ id: 'c2' }] },
    ]);
  });

  it('are gone with their last credential', async () => {
    const two = [connected('o1', 'c1', 'ann'), added('o1', 'c2', 'bob'), added('o1', 'c3', 'bob')];
    expect((await accounts([...two, removed('o1', 'c2')])).items.map(({ id }) => id)).toEqual(['ann', 'bob']);
    expect((await accounts([...two, removed('o1', 'c2'), removed('o1', 'c3')])).items.map(({ id }) => id)).toEqual(['ann']);
  });

  it('follow a rotated secret and a renamed credential, and are gone with their organization', async () => {
    const rotated: Stored = [
      organizationStream('o1'),
      { type: 'CredentialSecretRotated', data: { organizationId: 'o1', ...credential('c2', 'token-2', 'access_token') } },
    ];
    const renamed: Stored = [organizationStream('o1'), { type: 'CredentialRenamed', data: { credentialId: 'c1', label: 'night shift' } }];
    const two = [connected('o1', 'c1', 'ann'), added('o1', 'c2', 'token-1', 'access_token'), rotated, renamed];
    expect((await accounts(two)).items).toMatchObject([
      { id: 'ann', credentials: [{ label: 'night shift' }] },
      { id: 'token-2', credentials: [{ id: 'c2' }] },
    ]);
    const gone: Stored = [organizationStream('o1'), { type: 'OrganizationDisconnected', data: { organizationId: 'o1', name: 'Acme' } }];
    expect((await accounts([...two, gone])).items).toEqual([]);
  });

  it('are listed page by page', async () => {
    const events = [connected('o1', 'c1', 'ann'), added('o1', 'c2', 'bob'), added('o1', 'c3', 'cid')];
    const first = await accounts(events, 2);
    expect(first.items.map(({ id }) => id)).toEqual(['ann', 'bob']);
    const last = await accounts(events, 2, first.nextCursor ?? '');
    expect([last.items.map(({ id }) => id), last.nextCursor]).toEqual([['cid'], null]);
  });

  it('show of each bucket what is spent, leased and left this moment', async () => {
    const acme = await acmeOn(bench);
    const { accountId } = acme.person('ann');
    const leases = [];
    for (const bucket of ['api', 'api', 'git'] as const) {
      const answer = await acme.desk.acquire(acme.request({ bucket }), bench.context());
      if (answer.kind === 'granted') leases.push(answer.lease);
    }
    const [api, , git] = leases.map((lease) => spenderOf(acme, lease));
    await acme.ledgers.decide({ type: 'SettleQuotaLease', spender: api!, spent: 1 }, bench.context());
    await acme.ledgers.decide({ type: 'ReportRateLimit', spender: git!, retryAfterSeconds: 60 }, bench.context());
    const unused = {
      limit: 2,
      limitFrom: 'settings',
      windowSeconds: 3_600,
      spent: 0,
      leased: 0,
      reserve: 0,
      foreign: 0,
      available: 2,
      limitedUntil: null,
    };
    const { items } = await accounts([connected(acme.organizationId, 'c1', accountId)]);
    expect(items[0]?.buckets).toEqual([
      { ...unused, bucket: 'api', spent: 1, leased: 1, available: 0 },
      { ...unused, bucket: 'git', leased: 1, available: 0, limitedUntil: '2026-11-22T08:01:00.000Z' },
      { ...unused, bucket: 'raw' },
      { ...unused, bucket: 'webhooks' },
    ]);
  });
});
