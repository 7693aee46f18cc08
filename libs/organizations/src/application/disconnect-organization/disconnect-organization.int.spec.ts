import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { planStream } from '@holdfast/plans/contracts';
import { added, ann, bob, connected, disconnected } from '../../testing/acme.ts';
import { annsSecret, bobsSecret, OrganizationsBench } from '../../testing/organizations-bench.ts';

let on: OrganizationsBench;
beforeAll(async () => {
  on = await OrganizationsBench.open();
});
afterAll(async () => {
  await on[Symbol.asyncDispose]();
});
beforeEach(() => on.beginAnew());

describe('disconnecting an organization', () => {
  beforeEach(async () => {
    await on.happened(connected, added());
    await on.secrets.put(ann.credentialId, { ...annsSecret });
    await on.secrets.put(bob.credentialId, { ...bobsSecret });
    await on.secrets.put('of-another-organization', { token: 'of-zoe' });
  });

  it('destroys the secrets of all its credentials, and no other', async () => {
    await on.disconnect('Acme');
    expect((await on.news()).at(-1)).toEqual(on.ours(disconnected));
    expect(await on.secrets.ids()).toEqual(['of-another-organization']);
  });

  it('destroys the secrets also when a crash came between the two', async () => {
    await on.happened(disconnected);
    await on.disconnect('Acme');
    expect(await on.secrets.ids()).toEqual(['of-another-organization']);
  });

  it('needs its name, letter by letter', async () => {
    await expect(on.disconnect('acme')).rejects.toMatchObject({ kind: 'conflict', code: 'NOT_CONFIRMED' });
    expect(await on.secrets.ids()).toHaveLength(3);
  });

  it('is refused while a plan uses it, and says which', async () => {
    const planId = on.bench.newId();
    await on.bench.store(planStream(planId), { type: 'PlanCreated', data: { planId, organizationId: on.organizationId, name: 'Nightly' } });
    const refusedWith = { kind: 'conflict', code: 'ORGANIZATION_IN_USE', details: { plans: [{ id: planId, name: 'Nightly' }] } };
    await expect(on.disconnect('Acme')).rejects.toMatchObject(refusedWith);
    expect(await on.secrets.ids()).toHaveLength(3);
  });

  it('needs the organization', async () => {
    on.organizationId = on.bench.newId();
    await expect(on.disconnect('Acme')).rejects.toMatchObject({ code: 'ORGANIZATION_NOT_FOUND' });
  });
});
