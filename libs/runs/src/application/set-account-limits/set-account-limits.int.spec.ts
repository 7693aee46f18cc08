import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openBench, readModelsShowing, type Bench } from '@holdfast/http/testing';
import { organizationEvents, organizationStream } from '@holdfast/organizations/contracts';
import { accountEvents } from '@holdfast/quota';
import { accountStream } from '../../contracts/account.stream.ts';
import { rules } from '../../testing/acme-accounts.ts';
import { AccountLedgers } from '../leases/account-ledgers.ts';
import { accountsProjection } from '../projections/accounts.projection.ts';
import { ListAccountsHandler } from '../queries/list-accounts.handler.ts';
import { ListAccounts } from '../queries/runs.query.ts';
import { SetAccountLimits } from './set-account-limits.command.ts';
import { SetAccountLimitsHandler } from './set-account-limits.handler.ts';

describe('setting how much of an account is used', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await openBench(organizationEvents, accountEvents);
  });

  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  const knowing = (accountId: string) => {
    const primary = { credentialId: 'c1', kind: 'access_token', label: 'CI', account: { id: accountId, name: 'CI' } };
    const event = { type: 'OrganizationConnected', data: { organizationId: 'o1', primary } };
    const readModels = readModelsShowing([accountsProjection], [organizationStream('o1'), event]);
    const ledgers = new AccountLedgers(bench.repository, bench.clock, rules);
    const handler = new SetAccountLimitsHandler(readModels, ledgers);
    return {
      set: (limits: SetAccountLimits['data']['limits'], seats: number | null = null, id = accountId) =>
        handler.execute(new SetAccountLimits({ accountId: id, limits, seats }, bench.context())),
      api: async () => (await new ListAccountsHandler(readModels, ledgers).execute(new ListAccounts({ limit: 5 }))).items[0]?.buckets[0],
    };
  };

  it('holds at once, and is shown', async () => {
    const account = knowing('set');
    expect(await account.api()).toMatchObject({ limit: 2, limitFrom: 'settings', reserve: 0, available: 2 });
    await account.set({ api: { limit: 40, reserve: 0.25 } });
    expect(await account.api()).toMatchObject({ limit: 40, limitFrom: 'administrator', reserve: 10, available: 30 });
    await account.set({});
    expect(await account.api()).toMatchObject({ limit: 2, limitFrom: 'settings', reserve: 0, available: 2 });
  });

  it('follows from the paid seats, beside a reserve', async () => {
    const account = knowing('seats');
    await account.set({ api: { limit: null, reserve: 0.5 }, git: { limit: 9, reserve: null } }, 250);
    expect(await account.api()).toMatchObject({ limit: 2_500, limitFrom: 'administrator', reserve: 1_250 });
    expect(await bench.stored(accountStream('seats'))).toMatchObject([
      {
        type: 'AccountLimitsSet',
        data: { seats: 250, limits: { api: { limit: 2_500, reserve: 0.5 }, git: { limit: 9, reserve: null } } },
      },
    ]);
  });

  it('needs an account that a credential belongs to', async () => {
    await expect(knowing('known').set({}, null, 'unknown')).rejects.toMatchObject({ kind: 'not_found', code: 'ACCOUNT_NOT_FOUND' });
  });
});
