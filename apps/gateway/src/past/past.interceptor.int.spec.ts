import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditProjection } from '@holdfast/audit';
import { openBench, type Bench } from '@holdfast/http/testing';
import type { CredentialFacts, OrganizationEvent } from '@holdfast/organizations/contracts';
import type { PlanEvent } from '@holdfast/plans/contracts';
import { Controller, Get } from '@nestjs/common';
import { gatewayOnBench, type GatewayOnBench } from '../testing/gateway-on-bench.ts';

@Controller('api/v1')
class PresentController {
  @Get(['organizations/:id', 'organizations/:id/credentials/:credentialId', 'plans/:id', 'runs/:id'])
  get(): object {
    return { name: 'as it is now' };
  }
}

const everybody = ['administrator'] as const;
const paths = ['organizations/:id', 'organizations/:id/credentials/:credentialId', 'plans/:id', 'runs/:id'];
const routeRoles = Object.fromEntries(paths.map((path) => [`GET /api/v1/${path}`, everybody]));

const facts = (credentialId: string, label: string): CredentialFacts => ({
  ...{ credentialId, label, kind: 'api_token', identity: `${label}@acme.example`, account: { id: `a-${label}`, name: label } },
  ...{ scopes: null, problems: [], expiresAt: null, membership: { member: true, administrator: true }, repositoriesNotSeen: null },
});
const connected = { organizationId: 'o1', name: 'Acme', workspace: { id: 'w1', slug: 'acme' }, primary: facts('c1', 'primary') };
const added = { organizationId: 'o1', ...facts('c2', 'second') };
const created = {
  ...{ planId: 'p1', organizationId: 'o1', name: 'Nightly', repositories: { include: ['*'], exclude: [] }, schedule: null, window: null },
  ...{ content: { git: true, lfs: false, metadata: [] }, retention: {} },
};
const ids = { planId: created.planId, organizationId: connected.organizationId };
const enabled = { ...ids, credentialId: added.credentialId, label: added.label };
const organization = `/api/v1/organizations/${connected.organizationId}`;
const plan = `/api/v1/plans/${created.planId}`;

let bench: Bench;
let gateway: GatewayOnBench;
/** A time after each step of the story, which take a minute each. */
const after: Record<string, string> = {};

async function step(name: string, stream: string, event: OrganizationEvent | PlanEvent | { type: string; data: object }): Promise<void> {
  await bench.store(stream, event);
  bench.passTime(30_000);
  after[name] = bench.clock().toISOString();
  bench.passTime(30_000);
}

beforeAll(async () => {
  bench = await openBench();
  const [ofOrganization, ofPlan] = [`organization-${connected.organizationId}`, `plan-${created.planId}`];
  after['nothing'] = new Date(bench.clock().getTime() - 60_000).toISOString();
  await step('connected', ofOrganization, { type: 'OrganizationConnected', data: connected });
  await step('added', ofOrganization, { type: 'AdditionalCredentialAdded', data: added });
  await step('created', ofPlan, { type: 'PlanCreated', data: created });
  await step('enabled', ofPlan, { type: 'PlanCredentialEnabled', data: enabled });
  await step('started', 'run-r1', { type: 'RunStarted', data: { ...ids, runId: 'r1', startedAt: bench.clock().toISOString() } });
  await step('completed', 'run-r1', {
    type: 'RunCompleted',
    data: { planId: ids.planId, runId: 'r1', endedAt: bench.clock().toISOString() },
  });
  await step('renamed', ofOrganization, {
    type: 'OrganizationRenamed',
    data: { organizationId: connected.organizationId, name: 'Acme Ltd' },
  });
  await step('removed', ofOrganization, { type: 'AdditionalCredentialRemoved', data: { ...enabled, label: added.label } });
  await step('disabled', ofPlan, { type: 'PlanCredentialDisabled', data: { ...enabled, reason: 'CREDENTIAL_REMOVED' } });
  gateway = await gatewayOnBench(bench, { routeRoles, controllers: [PresentController], projections: [auditProjection] });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await bench[Symbol.asyncDispose]();
});

const asItWas = (path: string, step: string) => gateway.call('GET', `${path}?at=${after[step]}`);

describe('a request with ?at=', () => {
  it('answers an organization as it was', async () => {
    expect(await asItWas(organization, 'connected')).toMatchObject({
      status: 200,
      answer: { name: 'Acme', credentials: { additional: 0 } },
    });
    expect(await asItWas(organization, 'enabled')).toMatchObject({ answer: { name: 'Acme', credentials: { additional: 1 } } });
    expect(await asItWas(organization, 'disabled')).toMatchObject({ answer: { name: 'Acme Ltd', credentials: { additional: 0 } } });
  });

  it('answers a credential as it was, also one that is gone', async () => {
    const credential = `${organization}/credentials/${added.credentialId}`;
    expect(await asItWas(credential, 'created')).toMatchObject({ status: 200, answer: { label: added.label, enabledInPlans: [] } });
    expect(await asItWas(credential, 'enabled')).toMatchObject({ answer: { enabledInPlans: [created.planId] } });
    expect(await asItWas(credential, 'removed')).toMatchObject({ status: 404, answer: { code: 'CREDENTIAL_NOT_FOUND' } });
  });

  it('answers a plan as it was, with the credentials and the last run of then', async () => {
    const { credentialId } = added;
    expect(await asItWas(plan, 'created')).toMatchObject({ status: 200, answer: { name: created.name, lastRun: null } });
    const usable = { credentials: [{ id: credentialId, enabled: true }] };
    expect(await asItWas(plan, 'started')).toMatchObject({
      answer: { additionalCredentials: usable, lastRun: { id: 'r1', endedAt: null } },
    });
    expect(await asItWas(plan, 'completed')).toMatchObject({ answer: { lastRun: { status: 'completed' } } });
    expect(await asItWas(plan, 'disabled')).toMatchObject({ answer: { additionalCredentials: { credentials: [] } } });
  });

  it('says that something did not exist yet', async () => {
    for (const path of [organization, plan]) {
      const { status, answer } = await asItWas(path, 'nothing');
      expect(status).toBe(404);
      expect(answer['detail']).toMatch(/^At 2026-11-22T07:59:00.000Z: .+/);
    }
  });

  it.each(['yesterday', '2026-02-30', '', '2099-01-01T00:00:00Z'])('refuses %j', async (at) => {
    expect(await gateway.call('GET', `${plan}?at=${at}`)).toMatchObject({ status: 400, answer: { errors: [{ field: 'at' }] } });
  });

  it('refuses several times at once', async () => {
    expect(await gateway.call('GET', `${plan}?at=2026-11-22&at=2026-11-21`)).toMatchObject({ status: 400 });
  });
});

describe('a request without it', () => {
  it('answers what is now', async () => {
    for (const path of [organization, plan]) expect(await gateway.call('GET', path)).toMatchObject({ answer: { name: 'as it is now' } });
  });
});
