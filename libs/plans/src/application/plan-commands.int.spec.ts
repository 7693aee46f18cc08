import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openBench, type Bench } from '@holdfast/http/testing';
import { organizationEvents, organizationStream, type CredentialState } from '@holdfast/organizations/contracts';
import { planStream } from '../contracts/plan.events.ts';
import { definition, failing, primary, second } from '../testing/nightly.ts';
import { CreatePlan } from './create-plan/create-plan.command.ts';
import { CreatePlanHandler } from './create-plan/create-plan.handler.ts';
import { EnablePlanCredential } from './enable-plan-credential/enable-plan-credential.command.ts';
import { EnablePlanCredentialHandler } from './enable-plan-credential/enable-plan-credential.handler.ts';
import { OrganizationCredentials } from './organization-credentials.ts';

let bench: Bench;
let organizationId: string;

beforeAll(async () => {
  bench = await openBench(organizationEvents);
});

afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

beforeEach(async () => {
  organizationId = bench.newId();
  await bench.store(organizationStream(organizationId), connected(organizationId), event('AdditionalCredentialAdded', second));
});

const event = (type: string, data: object) => ({ type, data: { organizationId, ...data } });
const connected = (id: string) => ({
  type: 'OrganizationConnected',
  data: { organizationId: id, name: 'Acme', workspace: { id: 'w1', slug: 'acme' }, primary },
});
const bobFails = () => event('CredentialFailedVerification', { credentialId: 'c-bob', refusal: failing.failure });

const create = (credentialIds: readonly string[], enabled = true) =>
  new CreatePlanHandler(bench.repository, new OrganizationCredentials(bench.repository), bench.newId).execute(
    new CreatePlan({ ...definition, organizationId, additionalCredentials: { enabled, credentialIds } }, bench.context()),
  );
const enable = (planId: string, { credentialId }: Pick<CredentialState, 'credentialId'>) =>
  new EnablePlanCredentialHandler(bench.repository, new OrganizationCredentials(bench.repository)).execute(
    new EnablePlanCredential({ planId, credentialId }, bench.context()),
  );
const typesIn = async (planId: string) => (await bench.stored(planStream(planId))).map(({ type }) => type);

describe('creating a plan', () => {
  it('enables each credential that it names once', async () => {
    const { id } = await create(['c-bob', 'c-bob']);
    expect(await bench.stored(planStream(id))).toEqual([
      { type: 'PlanCreated', data: { planId: id, ...definition, organizationId } },
      { type: 'AdditionalCredentialsSwitchedOn', data: { planId: id, organizationId } },
      { type: 'PlanCredentialEnabled', data: { planId: id, organizationId, credentialId: 'c-bob', label: 'second' } },
    ]);
  });

  it('needs an organization, and credentials of it', async () => {
    await expect(create(['c-none'])).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
    organizationId = bench.newId();
    await expect(create([])).rejects.toMatchObject({ code: 'ORGANIZATION_NOT_FOUND' });
  });
});

describe('enabling a credential in a plan', () => {
  it('looks at the credential as it is this moment: a failing one is refused, a mended one is not', async () => {
    const { id } = await create([], false);
    await bench.store(organizationStream(organizationId), bobFails());
    await expect(enable(id, second)).rejects.toMatchObject({ code: 'CREDENTIAL_IS_FAILING' });
    expect(await typesIn(id)).toEqual(['PlanCreated']);
    await bench.store(organizationStream(organizationId), event('CredentialVerified', { credentialId: 'c-bob' }));
    await enable(id, second);
    expect(await typesIn(id)).toEqual(['PlanCreated', 'PlanCredentialEnabled']);
  });

  it('is refused for a credential that was removed, is the primary one, or belongs to another organization', async () => {
    const { id } = await create([], false);
    const elsewhere = bench.newId();
    await bench.store(organizationStream(elsewhere), connected(elsewhere), {
      type: 'AdditionalCredentialAdded',
      data: { organizationId: elsewhere, ...second, credentialId: 'c-zoe' },
    });
    await bench.store(organizationStream(organizationId), event('AdditionalCredentialRemoved', { credentialId: 'c-bob', label: 'second' }));
    await expect(enable(id, second)).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
    await expect(enable(id, { credentialId: 'c-zoe' })).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_FOUND' });
    await expect(enable(id, primary)).rejects.toMatchObject({ code: 'CREDENTIAL_IS_PRIMARY' });
    await expect(enable(bench.newId(), second)).rejects.toMatchObject({ code: 'PLAN_NOT_FOUND' });
    expect(await typesIn(id)).toEqual(['PlanCreated']);
  });
});
