import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import {
  created,
  definition,
  disabled,
  enabled,
  failing,
  organizationId,
  planId,
  primary,
  second,
  switchedOff,
  switchedOn,
} from '../testing/nightly.ts';
import { plan, type CredentialToEnable } from './plan.decider.ts';

const { organizationId: _, ...terms } = definition;
const enable = { type: 'EnablePlanCredential', planId, credential: { credentialId: 'c-bob', credential: second } } as const;
const unknown = { credentialId: 'c-none', credential: 'unknown' } as const;
const removed = { credentialId: 'c-old', credential: 'removed' } as const;
const elsewhere = { credentialId: 'c-zoe', credential: 'elsewhere' } as const;

describe('creating a plan', () => {
  const create = { type: 'CreatePlan', planId, definition, additionalCredentials: { enabled: false, credentials: [] } } as const;

  it('uses the primary credential alone unless it says otherwise', () => {
    given(plan).when(create).then(created);
    expect(given(plan, created).state).toEqual({
      ...{ status: 'active', planId, organizationId, terms, paused: false },
      ...{ usesAdditionalCredentials: false, enabled: [] },
    });
  });

  it('switches on what it says, each as if it had been done by hand', () => {
    const additionalCredentials = { enabled: true, credentials: [enable.credential] };
    given(plan)
      .when({ ...create, additionalCredentials })
      .then(created, switchedOn, enabled());
  });

  it('may enable credentials with the switch still off', () => {
    const additionalCredentials = { enabled: false, credentials: [enable.credential] };
    given(plan)
      .when({ ...create, additionalCredentials })
      .then(created, enabled());
  });

  it.each([
    ['CREDENTIAL_NOT_FOUND', unknown],
    ['CREDENTIAL_REMOVED', removed],
    ['CREDENTIAL_OF_ANOTHER_ORGANIZATION', elsewhere],
    ['CREDENTIAL_IS_PRIMARY', { credentialId: 'c-ann', credential: primary }],
    ['CREDENTIAL_IS_FAILING', { credentialId: 'c-bob', credential: failing }],
  ])('is refused whole when one of its credentials is: %s', (code, credential) => {
    const additionalCredentials = { enabled: true, credentials: [enable.credential, credential] };
    given(plan)
      .when({ ...create, additionalCredentials })
      .thenRefused(code);
  });

  it('is no news when it is there', () => {
    given(plan, created).when(create).thenNothing();
  });
});

describe('the switch of a plan', () => {
  const turn = (on: boolean) => ({ type: 'SwitchAdditionalCredentials', planId, on }) as const;

  it('turns additional credentials on and off', () => {
    given(plan, created).when(turn(true)).then(switchedOn);
    given(plan, created, switchedOn).when(turn(false)).then(switchedOff);
  });

  it('is no news when it stands so', () => {
    given(plan, created).when(turn(false)).thenNothing();
    given(plan, created, switchedOn).when(turn(true)).thenNothing();
    given(plan, created, switchedOn, switchedOff).when(turn(false)).thenNothing();
  });

  it('needs a plan', () => {
    given(plan).when(turn(true)).thenRefused('PLAN_NOT_FOUND');
  });

  it('forgets nothing of what is enabled', () => {
    expect(given(plan, created, switchedOn, enabled(), switchedOff, switchedOn).state).toMatchObject({ enabled: ['c-bob'] });
  });
});

describe('enabling a credential in a plan', () => {
  it('is done by one event that names it, whether or not the switch is on', () => {
    given(plan, created).when(enable).then(enabled());
    given(plan, created, switchedOn).when(enable).then(enabled());
  });

  it('is no news when it is enabled', () => {
    given(plan, created, enabled()).when(enable).thenNothing();
  });

  it('may be done again after it was disabled', () => {
    given(plan, created, enabled(), disabled()).when(enable).then(enabled());
  });

  it('is refused for one that does not work, the primary one, one that was removed, and one of another organization', () => {
    const withCredential = (credential: CredentialToEnable) => ({ ...enable, credential });
    given(plan, created)
      .when(withCredential({ credentialId: 'c-bob', credential: failing }))
      .thenRefused('CREDENTIAL_IS_FAILING');
    given(plan, created)
      .when(withCredential({ credentialId: 'c-ann', credential: primary }))
      .thenRefused('CREDENTIAL_IS_PRIMARY');
    given(plan, created).when(withCredential(unknown)).thenRefused('CREDENTIAL_NOT_FOUND');
    given(plan, created).when(withCredential(removed)).thenRefused('CREDENTIAL_REMOVED');
    given(plan, created).when(withCredential(elsewhere)).thenRefused('CREDENTIAL_OF_ANOTHER_ORGANIZATION');
    given(plan).when(enable).thenRefused('PLAN_NOT_FOUND');
  });
});

describe('disabling a credential in a plan', () => {
  const disable = { type: 'DisablePlanCredential', planId, credentialId: 'c-bob', reason: 'by hand' } as const;

  it('says why', () => {
    given(plan, created, enabled()).when(disable).then(disabled());
  });

  it('is no news when it is not enabled', () => {
    given(plan, created).when(disable).thenNothing();
    given(plan, created, enabled(), disabled()).when(disable).thenNothing();
  });

  it('needs a plan', () => {
    given(plan).when(disable).thenRefused('PLAN_NOT_FOUND');
  });

  it('leaves the others enabled', () => {
    expect(given(plan, created, enabled(), enabled('c-cid', 'third'), disabled()).state).toMatchObject({ enabled: ['c-cid'] });
  });
});
