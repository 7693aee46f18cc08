import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openBench, readModelsShowing, type Bench } from '@holdfast/http/testing';
import { organizationEvents, organizationStream, type CredentialState } from '@holdfast/organizations/contracts';
import { planRunsStream, runStream } from '@holdfast/runs/contracts';
import { planStream } from '../contracts/plan.events.ts';
import { definition, failing, primary, second } from '../testing/nightly.ts';
import { ClonePlan } from './clone-plan/clone-plan.command.ts';
import { ClonePlanHandler } from './clone-plan/clone-plan.handler.ts';
import { CreatePlan } from './create-plan/create-plan.command.ts';
import { CreatePlanHandler } from './create-plan/create-plan.handler.ts';
import { EnablePlanCredential } from './enable-plan-credential/enable-plan-credential.command.ts';
import { EnablePlanCredentialHandler } from './enable-plan-credential/enable-plan-credential.handler.ts';
import { CredentialsToEnable } from './credentials-to-enable.ts';
import { DeletePlan } from './delete-plan/delete-plan.command.ts';
import { DeletePlanHandler } from './delete-plan/delete-plan.handler.ts';
import { GoingRun } from './going-run.ts';
import { OrganizationCredentials } from './organization-credentials.ts';
import { plansProjection } from './plans.projection.ts';

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
  await bench.store(organizationStream(organizationId), connected(organizationId), event('AdditionalCredentialAdded', tried(second)));
});

const event = (type: string, data: object) => ({ type, data: { organizationId, ...data } });
const connected = (id: string) => ({
  type: 'OrganizationConnected',
  data: { organizationId: id, name: 'Acme', workspace: { id: 'w1', slug: 'acme' }, primary: tried(primary) },
});
const tried = (credential: CredentialState) => ({ ...credential, scopes: null, problems: [], repositoriesNotSeen: null });
const bobFails = () => event('CredentialFailedVerification', { credentialId: 'c-bob', refusal: failing.failure });

/** The read model knows of a credential of another organization. */
const elsewhere = 'zeta';
const zoe = { organizationId: elsewhere, ...second, credentialId: 'c-zoe' };
const credentialsToEnable = () => {
  const readModels = readModelsShowing(
    [plansProjection],
    [organizationStream(elsewhere), { type: 'AdditionalCredentialAdded', data: zoe }],
  );
  return new CredentialsToEnable(new OrganizationCredentials(bench.repository), bench.repository, readModels);
};

const create = (credentialIds: readonly string[], enabled = true) =>
  new CreatePlanHandler(bench.repository, credentialsToEnable(), bench.newId).execute(
    new CreatePlan({ ...definition, organizationId, additionalCredentials: { enabled, credentialIds } }, bench.context()),
  );
const enable = (planId: string, { credentialId }: Pick<CredentialState, 'credentialId'>) =>
  new EnablePlanCredentialHandler(bench.repository, credentialsToEnable()).execute(
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
    await bench.store(organizationStream(organizationId), event('CredentialVerified', tried(second)));
    await enable(id, second);
    expect(await typesIn(id)).toEqual(['PlanCreated', 'PlanCredentialEnabled']);
  });

  it('is refused for a credential that was removed, is the primary one, or belongs to another organization', async () => {
    const { id } = await create([], false);
    await bench.store(organizationStream(organizationId), event('AdditionalCredentialRemoved', { credentialId: 'c-bob', label: 'second' }));
    await expect(enable(id, second)).rejects.toMatchObject({ kind: 'conflict', code: 'CREDENTIAL_REMOVED' });
    await expect(enable(id, zoe)).rejects.toMatchObject({ kind: 'conflict', code: 'CREDENTIAL_OF_ANOTHER_ORGANIZATION' });
    await expect(enable(id, { credentialId: 'c-none' })).rejects.toMatchObject({ kind: 'not_found', code: 'CREDENTIAL_NOT_FOUND' });
    await expect(enable(id, primary)).rejects.toMatchObject({ code: 'CREDENTIAL_IS_PRIMARY' });
    await expect(enable(bench.newId(), second)).rejects.toMatchObject({ code: 'PLAN_NOT_FOUND' });
    expect(await typesIn(id)).toEqual(['PlanCreated']);
  });
});

describe('cloning a plan', () => {
  const clone = (planId: string, context = bench.context(), newId = bench.newId) =>
    new ClonePlanHandler(bench.repository, credentialsToEnable(), newId).execute(new ClonePlan({ planId, name: 'Copy' }, context));

  it('takes over what it says, what is enabled, and the switch', async () => {
    const { id: clonedFrom } = await create(['c-bob']);
    const { id } = await clone(clonedFrom);
    expect(await bench.stored(planStream(id))).toEqual([
      { type: 'PlanCreated', data: { planId: id, ...definition, organizationId, name: 'Copy', clonedFrom } },
      { type: 'AdditionalCredentialsSwitchedOn', data: { planId: id, organizationId } },
      { type: 'PlanCredentialEnabled', data: { planId: id, organizationId, credentialId: 'c-bob', label: 'second' } },
    ]);
  });

  it('makes one plan of one command, also when the first plan is gone by the time it is repeated', async () => {
    const { id: clonedFrom } = await create([]);
    const [context, copy] = [bench.context(), bench.newId()];
    expect(await clone(clonedFrom, context, () => copy)).toEqual({ id: copy });
    await bench.store(planStream(clonedFrom), { type: 'PlanDeleted', data: { planId: clonedFrom } });
    expect(await clone(clonedFrom, context, () => copy)).toEqual({ id: copy });
    expect(await typesIn(copy)).toEqual(['PlanCreated', 'AdditionalCredentialsSwitchedOn']);
  });

  it('is refused while a credential of it fails, as enabling that would be', async () => {
    const { id } = await create(['c-bob']);
    await bench.store(organizationStream(organizationId), bobFails());
    await expect(clone(id)).rejects.toMatchObject({ code: 'CREDENTIAL_IS_FAILING' });
    await expect(clone(bench.newId())).rejects.toMatchObject({ code: 'PLAN_NOT_FOUND' });
  });
});

describe('deleting a plan', () => {
  const remove = (planId: string, confirm = 'Nightly', context = bench.context()) =>
    new DeletePlanHandler(bench.repository, new GoingRun(bench.repository)).execute(new DeletePlan({ planId, confirm }, context));

  it('needs its name once more', async () => {
    const { id } = await create([]);
    await expect(remove(id, 'nightly')).rejects.toMatchObject({ code: 'NOT_CONFIRMED' });
    await remove(id);
    await expect(remove(id)).rejects.toMatchObject({ code: 'PLAN_NOT_FOUND' });
  });

  it('is done once, however often the same command is given', async () => {
    const { id } = await create([]);
    const context = bench.context();
    await remove(id, 'Nightly', context);
    await remove(id, 'Nightly', context);
    expect(await typesIn(id)).toEqual(['PlanCreated', 'AdditionalCredentialsSwitchedOn', 'PlanDeleted']);
  });

  it('is refused while a run goes on, and not when it is over', async () => {
    const { id } = await create([]);
    const runId = bench.newId();
    await bench.store(planRunsStream(id), { type: 'RunRequested', data: { planId: id, runId, order: {} } });
    await expect(remove(id)).rejects.toMatchObject({ code: 'PLAN_IS_RUNNING', details: { runId } });
    await bench.store(runStream(runId), { type: 'RunCompleted', data: { runId, planId: id } });
    await remove(id);
  });
});
