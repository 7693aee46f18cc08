import type { DomainEvent } from '@holdfast/event-sourcing';
import type { Bench } from '@holdfast/http/testing';
import { organizationStream, type CredentialFindings } from '@holdfast/organizations/contracts';
import { planStream } from '@holdfast/plans/contracts';
import type { Bucket, QuotaRules } from '@holdfast/quota';
import { AccountLedgers } from '../application/leases/account-ledgers.ts';
import { CredentialPool } from '../application/leases/credential-pool.ts';
import { LeaseDesk } from '../application/leases/lease-desk.ts';
import type { LeaseRequest } from '../application/leases/lease-request.ts';
import { RunWindows } from '../application/leases/run-windows.ts';
import { order } from './one-run.ts';

/** Two requests an hour in every bucket, in leases of one. */
export const twoAnHour = { limit: 2, windowSeconds: 3_600, reserve: 0 };
export const rules: QuotaRules = { api: twoAnHour, git: twoAnHour, raw: twoAnHour, webhooks: twoAnHour };

/** An organization of its own on the bench, with a plan that uses additional credentials, and the desk that grants it leases. */
export interface Acme {
  readonly organizationId: string;
  readonly planId: string;
  readonly runId: string;
  readonly pool: CredentialPool;
  readonly ledgers: AccountLedgers;
  readonly desk: LeaseDesk;
  /** The ids of a person's account and credential here: every organization on the bench has people of its own. */
  readonly person: (name: string) => { readonly accountId: string; readonly credentialId: string; readonly label: string };
  /** Something happens to the organization or to its plan. */
  readonly organizationHas: (...events: readonly DomainEvent[]) => Promise<void>;
  readonly planHas: (...events: readonly DomainEvent[]) => Promise<void>;
  /** Adds a credential, of the person's own account unless another one is named, and enables it in the plan. */
  readonly enable: (name: string, accountOf?: string, sight?: Partial<CredentialFindings>) => Promise<void>;
  readonly request: (more?: Partial<LeaseRequest>) => LeaseRequest;
}

export async function acmeOn(bench: Bench): Promise<Acme> {
  const organizationId = bench.newId();
  const planId = bench.newId();
  const runId = bench.newId();
  const person = (name: string) => ({ accountId: `${name}-${runId}`, credentialId: `c-${name}-${runId}`, label: name });
  const facts = (name: string, accountOf = name, sight: Partial<CredentialFindings> = {}) => {
    const { credentialId, label } = person(name);
    const account = { id: person(accountOf).accountId, name: accountOf };
    return { credentialId, label, kind: 'api_token', account, scopes: null, problems: [], repositoriesNotSeen: null, ...sight };
  };
  const event = (type: string, data: object) => ({ type, data: { organizationId, planId, ...data } });
  const organizationHas = (...events: readonly DomainEvent[]) => bench.store(organizationStream(organizationId), ...events);
  const planHas = (...events: readonly DomainEvent[]) => bench.store(planStream(planId), ...events);
  await organizationHas(event('OrganizationConnected', { workspace: { id: 'w1', slug: 'acme' }, primary: facts('ann') }));
  await planHas(
    event('PlanCreated', { ...order, organizationId, name: 'Nightly', schedule: null, window: null, retention: {} }),
    event('AdditionalCredentialsSwitchedOn', {}),
  );
  const pool = new CredentialPool(bench.repository);
  const ledgers = new AccountLedgers(bench.repository, bench.clock, rules);
  return {
    ...{ organizationId, planId, runId, pool, ledgers, person, organizationHas, planHas },
    desk: new LeaseDesk(pool, ledgers, new RunWindows(bench.repository, bench.clock), bench.newId),
    enable: async (name, accountOf, sight) => {
      await organizationHas(event('AdditionalCredentialAdded', facts(name, accountOf, sight)));
      await planHas(event('PlanCredentialEnabled', person(name)));
    },
    request: (more = {}) => ({
      ...{ organizationId, planId, runId, taskId: 'task1', bucket: 'api' },
      ...{ payers: 'all' as const, repository: 'acme/web', held: {}, currentAccountId: null, refusedAccountId: null },
      ...{ avoidCredentials: [], blindAccounts: [], nearAccounts: [], ...more },
    }),
  };
}

/** Who spends a lease, as ledgers want to know it. */
export function spenderOf(
  { organizationId, runId }: Acme,
  lease: {
    readonly leaseId: string;
    readonly bucket: Bucket;
    readonly account: { readonly accountId: string; readonly credentialId: string };
  },
) {
  const { accountId, credentialId } = lease.account;
  return { organizationId, runId, taskId: 'task1', accountId, credentialId, bucket: lease.bucket, leaseId: lease.leaseId };
}
