import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openBench, type Bench } from '@holdfast/http/testing';
import { accountEvents } from '@holdfast/quota';
import { accountStream } from '../../contracts/account.stream.ts';
import { rules } from '../../testing/acme-accounts.ts';
import { AccountLedgers } from '../leases/account-ledgers.ts';
import { RecordTrialRequests } from './record-trial-requests.command.ts';
import { RecordTrialRequestsHandler } from './record-trial-requests.handler.ts';

describe('recording what a trial sent', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await openBench(accountEvents);
  });

  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  it('counts it once for its account, however often the command is given', async () => {
    const handler = new RecordTrialRequestsHandler(new AccountLedgers(bench.repository, bench.clock, rules));
    const at = bench.clock().toISOString();
    const command = new RecordTrialRequests({ accountId: 'tried', bucket: 'api', requests: 5, at }, bench.context());
    await handler.execute(command);
    await handler.execute(command);
    expect(await bench.stored(accountStream('tried'))).toMatchObject([
      { type: 'AccountSpentOnTrial', data: { bucket: 'api', requests: 5 } },
    ]);
  });
});
