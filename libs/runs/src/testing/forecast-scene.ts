import { ReadModels } from '@holdfast/event-sourcing';
import type { Bench } from '@holdfast/http/testing';
import type { QuotaRules } from '@holdfast/quota';
import { AccountSupplies } from '../application/forecast/account-supplies.ts';
import { costsProjection } from '../application/forecast/costs.projection.ts';
import { AccountLedgers } from '../application/leases/account-ledgers.ts';
import { runsProjection } from '../application/projections/runs.projection.ts';
import { snapshotsProjection } from '../application/projections/snapshots.projection.ts';
import { accountStream } from '../contracts/account.stream.ts';
import { repositoryStream } from '../contracts/repository.events.ts';
import { taskStream, type RepositoryReference } from '../contracts/task.events.ts';
import { acmeOn, type Acme } from './acme-accounts.ts';
import { order } from './one-run.ts';

/** A hundred API requests and a thousand of git in any hour. */
const hourly = { limit: 100, windowSeconds: 3_600, reserve: 0 };
export const forecastRules: QuotaRules = { api: hourly, git: { ...hourly, limit: 1_000 }, raw: hourly, webhooks: hourly };

/** An organization with a plan, its accounts, and read models that show what happens to it. */
export interface ForecastScene extends AsyncDisposable {
  readonly acme: Acme;
  readonly readModels: ReadModels;
  readonly ledgers: AccountLedgers;
  readonly supplies: AccountSupplies;
  /** Repositories that a listing has shown. */
  readonly discovered: (count: number) => Promise<readonly RepositoryReference[]>;
  /** An account has sent so many API requests just now, for an earlier run unless another is named. */
  readonly spent: (name: string, requests: number, runId?: string) => Promise<void>;
  /** A task is planned for each. */
  readonly planned: (runId: string, repositories: readonly RepositoryReference[]) => Promise<void>;
  /** A task is planned for each, and begun at once. */
  readonly begun: (runId: string, repositories: readonly RepositoryReference[]) => Promise<void>;
  /** The task of a repository has ended now, at this cost. */
  readonly ended: (end: 'TaskCaptured' | 'TaskFoundUnchanged', runId: string, repository: RepositoryReference, cost: Cost) => Promise<void>;
  /** Resolves when the read models show everything. */
  readonly shown: () => Promise<void>;
}

interface Cost {
  readonly git: number;
  readonly pullrequests: number;
}

export async function forecastSceneOn(bench: Bench): Promise<ForecastScene> {
  const acme = await acmeOn(bench);
  const { organizationId, planId, pool } = acme;
  const projections = [runsProjection, snapshotsProjection, costsProjection];
  const readModels = new ReadModels({ directory: `${bench.directory}/${planId}`, projections, eventStore: bench.eventStore });
  await readModels.start();
  const ledgers = new AccountLedgers(bench.repository, bench.clock, forecastRules);
  const now = () => bench.clock().toISOString();
  const taskId = (runId: string, { id }: RepositoryReference) => `${id}-in-${runId}`;
  const planned = (runId: string, repository: RepositoryReference) => {
    const data = { taskId: taskId(runId, repository), runId, planId, organizationId, repository, content: order.content };
    return { type: 'TaskPlanned', data };
  };
  return {
    ...{ acme, readModels, ledgers, supplies: new AccountSupplies(pool, ledgers) },
    discovered: async (count) => {
      const repositories = Array.from({ length: count }, (_, index) => repositoryNumber(index, bench.newId()));
      for (const repository of repositories)
        await bench.store(repositoryStream(repository.id), { type: 'RepositoryDiscovered', data: { organizationId, repository } });
      return repositories;
    },
    spent: async (name, requests, runId = 'earlier') => {
      const { accountId } = acme.person(name);
      const lease = { accountId, credentialId: 'c', organizationId, bucket: 'api', leaseId: bench.newId(), runId, taskId: 'earlier' };
      const granted = { ...lease, requests, expiresAt: now(), grantedAt: now(), choice: { rule: 'test', candidates: [] } };
      await bench.store(
        accountStream(accountId),
        { type: 'QuotaLeaseGranted', data: granted },
        { type: 'QuotaLeaseSettled', data: { ...lease, spent: requests, settledAt: now() } },
      );
    },
    planned: async (runId, repositories) => {
      for (const repository of repositories) await bench.store(taskStream(taskId(runId, repository)), planned(runId, repository));
    },
    begun: async (runId, repositories) => {
      for (const repository of repositories) {
        const id = taskId(runId, repository);
        const assigned = { taskId: id, runId, workerId: 'one', attempt: 1, until: now() };
        await bench.store(taskStream(id), planned(runId, repository), { type: 'TaskAssigned', data: assigned });
      }
    },
    ended: async (type, runId, repository, { git, pullrequests }) => {
      const payer = { credentialId: 'c', accountId: 'a' };
      const requests = [
        { ...payer, bucket: 'git', count: git },
        { ...payer, bucket: 'api', count: pullrequests },
      ];
      const data = {
        taskId: taskId(runId, repository),
        runId,
        repository,
        requests,
        snapshotId: 's',
        bytes: 1,
        notCaptured: [],
        endedAt: now(),
      };
      await bench.store(taskStream(data.taskId), { type, data });
    },
    shown: async () => readModels.waitFor(await readModels.lastStored()),
    [Symbol.asyncDispose]: () => readModels.close(),
  };
}

function repositoryNumber(number: number, id: string): RepositoryReference {
  return { id, fullName: `acme/repository-${number}`, slug: `repository-${number}`, name: `Repository ${number}` };
}
