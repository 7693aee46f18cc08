import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openBench, type Bench } from '@holdfast/http/testing';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { accountEvents, ledgerOf } from '@holdfast/quota';
import { accountStream } from '../../contracts/account.stream.ts';
import { runStream } from '../../contracts/run.events.ts';
import { taskStream, type SwitchReason, type TaskCredentialSwitched } from '../../contracts/task.events.ts';
import { acmeOn, spenderOf, type Acme } from '../../testing/acme-accounts.ts';
import { order, web } from '../../testing/one-run.ts';
import type { Lease } from '../leases/lease-request.ts';
import { MoveTaskToAnotherAccount } from './move-task-to-another-account.command.ts';
import { MoveTaskToAnotherAccountHandler } from './move-task-to-another-account.handler.ts';

const minute = 60_000;

let bench: Bench;
let acme: Acme;
let taskId: string;
/** The lease of Ann's account with which the task works. */
let lease: Lease;

beforeAll(async () => {
  bench = await openBench(organizationEvents, accountEvents);
});

afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

beforeEach(async () => {
  acme = await acmeOn(bench);
  taskId = bench.newId();
  const { organizationId, planId, runId } = acme;
  await bench.store(runStream(runId), { type: 'RunStarted', data: { ...order, runId, planId, organizationId, startedAt: 'now' } });
  const plan = { taskId, runId, planId, organizationId, repository: web, content: order.content };
  await bench.store(taskStream(taskId), { type: 'TaskPlanned', data: plan });
  const answer = await acme.desk.acquire(acme.request({ taskId }), bench.context());
  if (answer.kind !== 'granted') throw new Error(`the desk answered ${answer.kind}`);
  lease = answer.lease;
});

const spender = () => ({ ...spenderOf(acme, lease), taskId });
const reachLimit = () => acme.ledgers.decide({ type: 'ReportRateLimit', spender: spender(), retryAfterSeconds: 600 }, bench.context());
const move = (reason: SwitchReason = 'RATE_LIMITED', context = bench.context()) => {
  const { accountId, credentialId } = lease.account;
  const data = { taskId, bucket: lease.bucket, accountId, credentialId, leaseId: lease.leaseId, reason };
  return new MoveTaskToAnotherAccountHandler(bench.repository, acme.desk, acme.ledgers).execute(
    new MoveTaskToAnotherAccount(data, context),
  );
};
const switches = async () =>
  (await bench.stored(taskStream(taskId))).filter(({ type }) => type === 'TaskCredentialSwitched') as TaskCredentialSwitched[];
const leasedFrom = async (name: string) => ledgerOf(await acme.ledgers.state(acme.person(name).accountId), 'api').leases.length;
const newsOfRun = async () => (await bench.stored(runStream(acme.runId))).slice(1);

describe('a task whose account was refused', () => {
  it('gets a lease of another account to go on with', async () => {
    await acme.enable('bob');
    await reachLimit();
    await move();
    expect(await switches()).toMatchObject([
      {
        type: 'TaskCredentialSwitched',
        data: {
          ...{ taskId, runId: acme.runId },
          ...{ bucket: 'api', from: acme.person('ann'), to: acme.person('bob'), reason: 'RATE_LIMITED', fromLeaseId: lease.leaseId },
          lease: { requests: 1, expiresAt: new Date(bench.clock().getTime() + 5 * minute).toISOString() },
        },
      },
    ]);
    expect(await leasedFrom('bob')).toBe(1);
  });

  it('is moved once for each lease, however often that is asked', async () => {
    await acme.enable('bob');
    await reachLimit();
    const context = bench.context();
    await move('RATE_LIMITED', context);
    await move('RATE_LIMITED', context);
    await move();
    expect(await switches()).toHaveLength(1);
    expect(await bench.stored(accountStream(acme.person('bob').accountId))).toHaveLength(1);
  });

  it('keeps no second lease when two move it at the same time', async () => {
    await acme.enable('bob');
    await reachLimit();
    await Promise.all([move(), move()]);
    expect(await switches()).toHaveLength(1);
    expect(await leasedFrom('bob')).toBe(1);
  });

  it('goes on with another credential of the same account when only the credential was rejected', async () => {
    await acme.enable('ann-2', 'ann');
    await move('CREDENTIAL_REJECTED');
    const to = { ...acme.person('ann-2'), accountId: acme.person('ann').accountId };
    expect(await switches()).toMatchObject([{ data: { from: acme.person('ann'), to, reason: 'CREDENTIAL_REJECTED' } }]);
  });

  it('never goes on with the credential that was rejected', async () => {
    await move('CREDENTIAL_REJECTED');
    expect(await switches()).toEqual([]);
    expect(await newsOfRun()).toEqual([]);
  });

  it('tells from which credential it came also when that has been removed since', async () => {
    await acme.enable('bob');
    await reachLimit();
    lease = { ...lease, account: { ...lease.account, credentialId: 'c-gone' } };
    await move();
    expect(await switches()).toMatchObject([{ data: { from: { credentialId: 'c-gone', label: 'removed credential' } } }]);
  });

  it('makes its run wait when no account has anything left, and says until when', async () => {
    await reachLimit();
    await move();
    const at = bench.clock().toISOString();
    const resumesAt = new Date(bench.clock().getTime() + 10 * minute).toISOString();
    const accounts = [{ accountId: acme.person('ann').accountId, bucket: 'api', until: resumesAt }];
    expect(await switches()).toEqual([]);
    expect(await newsOfRun()).toEqual([{ type: 'RunThrottled', data: { runId: acme.runId, at, resumesAt, accounts } }]);
  });

  it('waits without a word while others hold all that is left', async () => {
    await acme.enable('bob');
    await reachLimit();
    for (const _ of [1, 2]) await acme.desk.acquire(acme.request({ taskId: 'another' }), bench.context());
    await move();
    expect(await switches()).toEqual([]);
    expect(await newsOfRun()).toEqual([]);
  });

  it('needs nothing any more when it has ended, or never was', async () => {
    await acme.enable('bob');
    await reachLimit();
    await bench.store(taskStream(taskId), {
      type: 'TaskFailed',
      data: { taskId, runId: acme.runId, repository: web, code: 'GONE', reason: 'gone', endedAt: 'now' },
    });
    await move();
    taskId = bench.newId();
    await move();
    expect(await leasedFrom('bob')).toBe(0);
  });

  it('gets none after the end of its window: it stops by itself, and nobody has to look at that', async () => {
    await acme.enable('bob');
    const { organizationId, planId, runId } = acme;
    const window = { start: '06:00', end: '07:00', timezone: 'UTC' };
    await bench.store(runStream(runId), {
      type: 'RunStarted',
      data: { ...order, window, runId, planId, organizationId, startedAt: 'now' },
    });
    await reachLimit();
    await move();
    expect(await switches()).toEqual([]);
    expect((await newsOfRun()).map(({ type }) => type)).toContain('RunPaused');
  });
});
