import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialUse, RequestOutcome } from '@holdfast/bitbucket';
import { balanceOf, chooseAccount, ledgerOf, type AccountEvent, type AccountRateLimited } from '@holdfast/quota';
import { MoveTaskToAnotherAccount, ReportOnRun, type LeaseAnswer, type LeaseDesk, type LeaseRequest } from '@holdfast/runs';
import {
  accountStream,
  runStream,
  taskStream,
  type AccountInUse,
  type RunEvent,
  type TaskCredentialSwitched,
} from '@holdfast/runs/contracts';
import { startAccountSwitcher } from '../testing/account-switcher.ts';
import { Scene } from '../testing/scene.ts';
import { TestBed } from '../testing/test-bed.ts';
import type { WorkerEnvironment } from '../worker-environment.ts';
import { LeasePools } from './lease-pools.ts';
import type { TaskCredentials } from './task-credentials.ts';

const hints = { limit: null, remaining: null, resetSeconds: null, nearLimit: false, resource: null };
const served: RequestOutcome = { kind: 'served', hints };
const rateLimited: RequestOutcome = { kind: 'rate_limited', retryAfterSeconds: 1800, hints };
const rejected: RequestOutcome = { kind: 'rejected', status: 401, reason: 'Token is invalid' };

/** `api`: leases of 5 requests. `raw`: 2 requests, in leases of one. `webhooks`: 2 requests in a window of half a second. */
const rules = { api: { limit: 40 }, raw: { limit: 2 }, webhooks: { limit: 2, windowSeconds: 0.5 } };

let bed: TestBed;
beforeAll(async () => {
  bed = await TestBed.start({ rules });
});
afterAll(async () => {
  for (const task of TaskAtWork.all) task.stop();
  await bed[Symbol.asyncDispose]();
});

/** A task of a plan with these accounts, which it would use in this order; the first one is the primary; `spare` is one more, which the plan does not use yet. */
class TaskAtWork {
  static readonly all: TaskAtWork[] = [];
  readonly #patient: boolean;
  readonly #stopping = new AbortController();

  private constructor(
    readonly scene: Scene,
    readonly runId: string,
    readonly taskId: string,
    patient: boolean,
  ) {
    this.#patient = patient;
    TaskAtWork.all.push(this);
  }

  /** `patient` waits for the orchestrator's word however long it takes; otherwise the task gives up on it at once. */
  static async of(labels: readonly string[], { patient = false } = {}): Promise<TaskAtWork> {
    const credentials = [...labels, 'spare'].map((label) => ({
      ...{ label, accountId: bed.environment.newId(), spare: label === 'spare' },
      secret: { kind: 'access_token', token: `secret of ${label}` } as const,
    }));
    const scene = await Scene.of(bed, credentials);
    const runId = await scene.startRun();
    const repository = { id: bed.environment.newId(), fullName: 'acme/web', slug: 'web', name: 'Web' };
    const equals = labels.map((label) => ({ ...scene.account(label), available: 1, limit: 1, sees: null }));
    for (;;) {
      const taskId = await scene.planTask(runId, repository);
      const { order } = chooseAccount(equals, null, taskId);
      if (order.every((one, index) => one === equals[index])) return new TaskAtWork(scene, runId, taskId, patient);
    }
  }

  /** Of a process of its own, unless `pools` are given. */
  credentials(environment: WorkerEnvironment = bed.environment, taskId = this.taskId, pools = this.pools()): TaskCredentials {
    const { organizationId, planId } = this.scene;
    const work = { organizationId, planId, runId: this.runId, taskId, repository: { fullName: 'acme/web' } };
    return pools.credentialsFor(environment, work, this.#stopping.signal);
  }

  pools(): LeasePools {
    return new LeasePools(this.#patient ? 60_000 : 0);
  }

  stop(): void {
    this.#stopping.abort(new Error('the worker stops'));
  }

  account(label: string): AccountInUse {
    return this.scene.account(label);
  }

  /** `granted 5`, `settled 2` and so on: what the account's ledger says, oldest first. */
  async ledger(label: string): Promise<string[]> {
    const events = await bed.events<AccountEvent>(accountStream(this.account(label).accountId));
    return events.map(entryOf);
  }

  async openLeases(label: string): Promise<number> {
    const state = await bed.environment.ledgers.state(this.account(label).accountId);
    return (['api', 'git', 'raw', 'webhooks'] as const).flatMap((bucket) => ledgerOf(state, bucket).leases).length;
  }

  async available(label: string): Promise<number> {
    const { ledgers } = bed.environment;
    const ledger = ledgerOf(await ledgers.state(this.account(label).accountId), 'api');
    return balanceOf(ledger, ledgers.rules.api, ledgers.now()).available;
  }

  async runEvents(): Promise<string[]> {
    return (await bed.events<RunEvent>(runStream(this.runId))).map(({ type }) => type);
  }

  switches() {
    return bed.events<TaskCredentialSwitched>(taskStream(this.taskId), 'TaskCredentialSwitched');
  }

  throttled() {
    return bed.nextEvent(({ type, data }) => type === 'RunThrottled' && (data as { runId: string }).runId === this.runId);
  }
}

function entryOf(event: AccountEvent): string {
  if (event.type === 'QuotaLeaseGranted') return `granted ${event.data.requests}`;
  if (event.type === 'QuotaLeaseSettled') return `settled ${event.data.spent}`;
  return event.type;
}

const ids = ({ accountId, credentialId }: AccountInUse) => ({ credentialId, accountId });
const tokenOf = ({ secret }: CredentialUse) => (secret.kind === 'access_token' ? secret.token : secret.kind);

async function spend(credentials: TaskCredentials, bucket: 'api' | 'raw' | 'webhooks', requests: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let request = 0; request < requests; request++) {
    const use = await credentials.next(bucket);
    tokens.push(tokenOf(use));
    await use.settle(served);
  }
  return tokens;
}

/** An environment in which something happens between an answer of the lease desk and what the worker makes of it. */
function afterEachAnswer(happens: (answer: LeaseAnswer, request: LeaseRequest) => unknown): WorkerEnvironment {
  const acquire: LeaseDesk['acquire'] = async (request, context) => {
    const answer = await bed.environment.leases.acquire(request, context);
    await happens(answer, request);
    return answer;
  };
  return { ...bed.environment, leases: { acquire } as LeaseDesk };
}

async function withOrchestrator(use: () => Promise<void>): Promise<void> {
  const switcher = await startAccountSwitcher(bed);
  try {
    await use();
  } finally {
    await switcher.stop();
  }
}

describe('A task pays its requests', () => {
  it('from one lease, and takes the next one when that is spent', async () => {
    const task = await TaskAtWork.of(['anna']);
    const credentials = task.credentials();
    expect(await spend(credentials, 'api', 4)).toEqual(Array(4).fill('secret of anna'));
    expect(await task.ledger('anna')).toEqual(['granted 5']);
    await spend(credentials, 'api', 2);
    expect(await task.ledger('anna')).toEqual(['granted 5', 'settled 5', 'granted 5']);
  });

  it('from another lease when the time of the first is over', async () => {
    const task = await TaskAtWork.of(['anna']);
    const credentials = task.credentials();
    await spend(credentials, 'api', 1);
    bed.clock.advance(300_000);
    await spend(credentials, 'api', 1);
    await bed.until(async () => (await task.ledger('anna')).length === 3);
    expect((await task.ledger('anna')).toSorted()).toEqual(['granted 5', 'granted 5', 'settled 1']);
  });

  it('from a lease for each bucket', async () => {
    const task = await TaskAtWork.of(['anna']);
    const credentials = task.credentials();
    await spend(credentials, 'api', 1);
    await spend(credentials, 'raw', 1);
    expect(await task.ledger('anna')).toEqual(['granted 5', 'granted 1', 'settled 1']);
  });

  it('with what it really sent: more than one request for one command of git', async () => {
    const task = await TaskAtWork.of(['anna']);
    const credentials = task.credentials();
    await (await credentials.next('git')).settle(served, 4);
    await credentials.close();
    expect(await task.ledger('anna')).toEqual(['granted 200', 'settled 4']);
    expect(credentials.paid).toEqual([{ ...ids(task.account('anna')), bucket: 'git', count: 4 }]);
  });

  it('also when no answer came: the request may have counted', async () => {
    const task = await TaskAtWork.of(['anna']);
    const credentials = task.credentials();
    await (await credentials.next('api')).settle({ kind: 'unanswered' });
    await credentials.close();
    expect(await task.ledger('anna')).toEqual(['granted 5', 'settled 1']);
  });

  it('and gives back at the end what it did not spend, once', async () => {
    const task = await TaskAtWork.of(['anna']);
    const credentials = task.credentials();
    await spend(credentials, 'api', 2);
    await credentials.close();
    await credentials.close();
    expect(await task.ledger('anna')).toEqual(['granted 5', 'settled 2']);
  });
});

describe('A task goes on with another account', () => {
  it('when the first has nothing left, and says from which to which and why', async () => {
    const task = await TaskAtWork.of(['anna', 'ben']);
    expect(await spend(task.credentials(), 'raw', 3)).toEqual(['secret of anna', 'secret of anna', 'secret of ben']);
    const [{ data, metadata } = {}, ...more] = await task.switches();
    expect(more).toEqual([]);
    expect(data).toMatchObject({ bucket: 'raw', from: task.account('anna'), to: task.account('ben'), reason: 'QUOTA_SPENT' });
    expect(metadata?.actor).toBe('worker:one');
  });

  it('with the very next request once the plan no longer uses the first, in the middle of a lease', async () => {
    const task = await TaskAtWork.of(['anna', 'ben']);
    const credentials = task.credentials();
    await spend(credentials, 'raw', 3);
    expect(await spend(credentials, 'api', 1)).toEqual(['secret of ben']);
    await task.scene.disable('ben');
    expect(await spend(credentials, 'api', 1)).toEqual(['secret of anna']);
    expect((await task.switches()).map(({ data }) => data.reason)).toEqual(['QUOTA_SPENT', 'CREDENTIAL_DISABLED']);
    expect((await task.ledger('ben')).slice(-2)).toEqual(['granted 5', 'settled 1']);
  });

  it('stays with the second then, also for other buckets', async () => {
    const task = await TaskAtWork.of(['anna', 'ben']);
    const credentials = task.credentials();
    await spend(credentials, 'raw', 3);
    expect(await spend(credentials, 'api', 1)).toEqual(['secret of ben']);
  });

  it('with the very next request after a 429, on the lease that the orchestrator found', async () => {
    await withOrchestrator(async () => {
      const task = await TaskAtWork.of(['anna', 'ben'], { patient: true });
      const credentials = task.credentials();
      await (await credentials.next('api')).settle(rateLimited);
      expect(await spend(credentials, 'api', 2)).toEqual(['secret of ben', 'secret of ben']);
      await credentials.close();
      const [{ data, metadata } = {}, ...more] = await task.switches();
      expect(more).toEqual([]);
      expect(data).toMatchObject({ bucket: 'api', from: task.account('anna'), to: task.account('ben'), reason: 'RATE_LIMITED' });
      expect(metadata?.actor).toBe('saga:SwitchAccountWhenRefused');
      expect(await task.ledger('anna')).toEqual(['granted 5', 'AccountRateLimited', 'settled 1']);
      expect(await task.ledger('ben')).toEqual(['granted 5', 'settled 2']);
    });
  });

  it('by itself after a 429 when the orchestrator says nothing', async () => {
    const task = await TaskAtWork.of(['anna', 'ben']);
    const credentials = task.credentials();
    await (await credentials.next('api')).settle(rateLimited);
    expect(await spend(credentials, 'api', 1)).toEqual(['secret of ben']);
    const [{ data, metadata } = {}] = await task.switches();
    expect(data).toMatchObject({ from: task.account('anna'), to: task.account('ben'), reason: 'RATE_LIMITED' });
    expect(metadata?.actor).toBe('worker:one');
  });

  it('once: what the orchestrator finds too late is given back', async () => {
    const task = await TaskAtWork.of(['anna', 'ben', 'cleo']);
    // The decision comes after the worker lost patience, and before it says what it did instead.
    const environment = afterEachAnswer(async () => {
      const [refusal] = await bed.events<AccountRateLimited>(accountStream(task.account('anna').accountId), 'AccountRateLimited');
      if (!refusal) return;
      const { bucket, accountId, credentialId, leaseId } = refusal.data;
      const move = { taskId: task.taskId, bucket, accountId, credentialId, leaseId, reason: 'RATE_LIMITED' } as const;
      await bed.environment.commands.execute(new MoveTaskToAnotherAccount(move, task.scene.context()));
    });
    const credentials = task.credentials(environment);
    await (await credentials.next('api')).settle(rateLimited);
    await spend(credentials, 'api', 1);
    await credentials.close();
    expect(await task.switches()).toHaveLength(1);
    expect([...(await task.ledger('ben')), ...(await task.ledger('cleo'))].sort()).toEqual([
      ...['granted 5', 'granted 5'],
      ...['settled 0', 'settled 1'],
    ]);
  });

  it('when the credential is rejected, and never offers that one again', async () => {
    const task = await TaskAtWork.of(['anna', 'ben']);
    const credentials = task.credentials();
    await (await credentials.next('raw')).settle(rejected);
    expect(await spend(credentials, 'raw', 2)).toEqual(['secret of ben', 'secret of ben']);
    expect((await task.switches()).map(({ data }) => data.reason)).toEqual(['CREDENTIAL_REJECTED']);
    expect(await task.ledger('anna')).toEqual(['granted 1', 'AccountRejected', 'settled 1']);
    await task.scene.disable('ben');
    await expect(credentials.next('raw')).rejects.toMatchObject({ code: 'NO_CREDENTIAL_LEFT' });
  });

  it('with the very next request once its credential is removed, in every bucket', async () => {
    const task = await TaskAtWork.of(['anna', 'ben']);
    const credentials = task.credentials();
    expect(await spend(credentials, 'raw', 3)).toEqual(['secret of anna', 'secret of anna', 'secret of ben']);
    expect(await spend(credentials, 'api', 1)).toEqual(['secret of ben']);
    await task.scene.remove('ben');
    expect(await spend(credentials, 'api', 2)).toEqual(['secret of anna', 'secret of anna']);
    expect((await task.switches()).map(({ data }) => data.reason)).toEqual(['QUOTA_SPENT', 'CREDENTIAL_DISABLED']);
    expect(await task.ledger('ben')).toEqual(['granted 1', 'settled 1', 'granted 5', 'settled 1']);
    await credentials.close();
    expect(await task.openLeases('ben')).toBe(0);
  });

  it('and does not blame a credential that was removed while its request was on the way', async () => {
    const task = await TaskAtWork.of(['anna', 'ben']);
    const credentials = task.credentials();
    await spend(credentials, 'raw', 2);
    const use = await credentials.next('raw');
    await task.scene.remove('ben');
    await use.settle(rejected);
    await task.scene.enable('spare');
    expect(await spend(credentials, 'raw', 1)).toEqual(['secret of spare']);
    expect(await task.ledger('ben')).toEqual(['granted 1', 'settled 1']);
  });

  it('and a refusal counts once, however many requests of the lease saw it', async () => {
    const task = await TaskAtWork.of(['anna', 'ben']);
    const credentials = task.credentials();
    const use = await credentials.next('api');
    await use.settle(rateLimited);
    await use.settle(rateLimited);
    expect((await task.ledger('anna')).filter((entry) => entry === 'AccountRateLimited')).toHaveLength(1);
  });
});

describe('A task whose credential gets another secret', () => {
  const next = { kind: 'access_token', token: 'next secret of anna' } as const;

  it('goes on with that, in the middle of a lease', async () => {
    const task = await TaskAtWork.of(['anna']);
    const credentials = task.credentials();
    await spend(credentials, 'api', 1);
    await bed.environment.secrets.put(task.account('anna').credentialId, next);
    expect(await spend(credentials, 'api', 1)).toEqual(['next secret of anna']);
    expect(await task.ledger('anna')).toEqual(['granted 5']);
  });

  it('does not blame the credential when the old one is rejected meanwhile', async () => {
    const task = await TaskAtWork.of(['anna']);
    const credentials = task.credentials();
    const use = await credentials.next('api');
    await bed.environment.secrets.put(task.account('anna').credentialId, next);
    await use.settle(rejected);
    expect(await spend(credentials, 'api', 1)).toEqual(['next secret of anna']);
    expect(await task.ledger('anna')).toEqual(['granted 5']);
    await (await credentials.next('api')).settle(rejected);
    expect((await task.ledger('anna')).slice(0, 2)).toEqual(['granted 5', 'AccountRejected']);
  });
});

describe('A task without any account', () => {
  it('fails when no credential of the plan works', async () => {
    const task = await TaskAtWork.of(['anna']);
    const credentials = task.credentials();
    await (await credentials.next('api')).settle(rejected);
    await expect(credentials.next('api')).rejects.toMatchObject({ code: 'NO_CREDENTIAL_LEFT' });
    await credentials.close();
    expect(await task.ledger('anna')).toEqual(['granted 5', 'AccountRejected', 'settled 1']);
  });

  it('waits while all are spent, says until when, and holds nothing meanwhile', async () => {
    const task = await TaskAtWork.of(['anna', 'ben']);
    const credentials = task.credentials();
    await spend(credentials, 'api', 1);
    await spend(credentials, 'raw', 4);
    const throttled = task.throttled();
    const waiting = credentials.next('raw');
    const { data } = await throttled;
    const accounts = ['anna', 'ben'].map((label) => ({ accountId: task.account(label).accountId, bucket: 'raw' }));
    expect(data).toMatchObject({ runId: task.runId, accounts });
    const { resumesAt, at } = data as { resumesAt: string; at: string };
    expect(Date.parse(resumesAt) - Date.parse(at)).toBeGreaterThan(3_500_000);
    expect(await task.openLeases('anna')).toBe(0);
    task.stop();
    await expect(waiting).rejects.toThrow('the worker stops');
  });

  it('goes on as soon as the plan gets another one, and says that too', async () => {
    const task = await TaskAtWork.of(['anna']);
    const credentials = task.credentials();
    await spend(credentials, 'raw', 2);
    const throttled = task.throttled();
    const waiting = credentials.next('raw');
    await throttled;
    await task.scene.enable('spare');
    expect(tokenOf(await waiting)).toBe('secret of spare');
    expect(await task.runEvents()).toEqual(['RunStarted', 'RunThrottled', 'RunResumed']);
    const [{ data } = {}] = await task.switches();
    expect(data).toMatchObject({ from: task.account('anna'), to: task.account('spare'), reason: 'QUOTA_SPENT' });
  });

  it('does not miss what changes between the question and the wait', async () => {
    const task = await TaskAtWork.of(['anna']);
    const { commands } = bed.environment;
    const execute = async (command: ReportOnRun) => {
      if (command.data.type === 'ThrottleRun') await task.scene.enable('spare');
      return commands.execute(command);
    };
    const credentials = task.credentials({ ...bed.environment, commands: { execute } as typeof commands });
    expect(await spend(credentials, 'raw', 3)).toContain('secret of spare');
  });

  it('goes on by itself when the time has come', async () => {
    const task = await TaskAtWork.of(['anna']);
    expect(await spend(task.credentials(), 'webhooks', 3)).toEqual(Array(3).fill('secret of anna'));
    expect(await task.runEvents()).toEqual(['RunStarted', 'RunThrottled', 'RunResumed']);
    expect(await task.switches()).toEqual([]);
  });

  it('takes what others give back, and is not throttled while they hold it', async () => {
    const task = await TaskAtWork.of(['anna']);
    const others: TaskCredentials[] = [];
    while ((await task.available('anna')) > 0) {
      const workerId = `worker ${others.length}`;
      others.push(task.credentials({ ...bed.environment, workerId }, bed.environment.newId()));
      await spend(others.at(-1)!, 'api', 1);
    }
    const isBusy = Promise.withResolvers<void>();
    const environment = afterEachAnswer(({ kind }) => {
      if (kind === 'busy') isBusy.resolve();
    });
    const waiting = task.credentials(environment).next('api');
    await isBusy.promise;
    await others[0]!.close();
    expect(tokenOf(await waiting)).toBe('secret of anna');
    expect(await task.runEvents()).toEqual(['RunStarted']);
  });

  it('is not throttled because several ask at the same moment and some of them are faster', async () => {
    const task = await TaskAtWork.of(['anna']);
    const waiting = new Set<string>();
    const allButTwoWait = Promise.withResolvers<void>();
    const environment = afterEachAnswer(({ kind }, { taskId }) => {
      if (kind === 'busy') waiting.add(taskId);
      if (waiting.size === 4) allButTwoWait.resolve();
    });
    const tasks = Array.from({ length: 6 }, () => task.credentials(environment, bed.environment.newId()));
    const uses = tasks.map((credentials) => credentials.next('raw'));
    await allButTwoWait.promise;
    expect(await task.runEvents()).toEqual(['RunStarted']);
    task.stop();
    await Promise.allSettled(uses);
  });

  it('says that the run goes on when only the orchestrator found it throttled', async () => {
    await withOrchestrator(async () => {
      const task = await TaskAtWork.of(['anna'], { patient: true });
      const { leases } = bed.environment;
      const acquire: LeaseDesk['acquire'] = async (request, context) => {
        if ((await task.runEvents()).includes('RunThrottled')) await task.scene.enable('spare');
        return leases.acquire(request, context);
      };
      const credentials = task.credentials({ ...bed.environment, leases: { acquire } as LeaseDesk });
      await (await credentials.next('api')).settle(rateLimited);
      expect(await spend(credentials, 'api', 1)).toEqual(['secret of spare']);
      expect(await task.runEvents()).toEqual(['RunStarted', 'RunThrottled', 'RunResumed']);
    });
  });

  it('says that the run goes on when whoever waited is gone and the time is over', async () => {
    const task = await TaskAtWork.of(['anna']);
    const { commands, clock } = bed.environment;
    const throttle = { type: 'ThrottleRun', runId: task.runId, resumesAt: clock().getTime() + 60_000, accounts: [] } as const;
    await commands.execute(new ReportOnRun(throttle, task.scene.context()));
    await spend(task.credentials(), 'api', 1);
    expect(await task.runEvents()).toEqual(['RunStarted', 'RunThrottled']);
    bed.clock.advance(60_000);
    await spend(task.credentials(), 'api', 1);
    expect(await task.runEvents()).toEqual(['RunStarted', 'RunThrottled', 'RunResumed']);
  });

  it('asks for nothing when the worker stops', async () => {
    const task = await TaskAtWork.of(['anna']);
    task.stop();
    await expect(task.credentials().next('api')).rejects.toThrow('the worker stops');
    expect(await task.ledger('anna')).toEqual([]);
  });
});

describe('A run that is being planned', () => {
  it('pays with the primary account alone, and waits for it after a 429: another may see less', async () => {
    const task = await TaskAtWork.of(['anna', 'ben'], { patient: true });
    const credentials = task.credentials(bed.environment, task.runId);
    await (await credentials.next('api')).settle(rateLimited);
    const throttled = task.throttled();
    const waiting = credentials.next('api');
    const { data, metadata } = await throttled;
    expect(data).toMatchObject({ accounts: [{ accountId: task.account('anna').accountId }] });
    expect(metadata.actor).toBe('worker:one');
    expect(await task.ledger('anna')).toEqual(['granted 5', 'AccountRateLimited', 'settled 1']);
    expect(await task.ledger('ben')).toEqual([]);
    bed.clock.advance(1_800_000);
    await task.scene.disable('ben');
    await task.scene.enable('ben');
    expect(tokenOf(await waiting)).toBe('secret of anna');
    expect(await bed.events(taskStream(task.runId))).toEqual([]);
  });
});
