import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import type { PlanDeleted, PlanEdited, PlanPaused, PlanResumed } from '../contracts/plan.events.ts';
import { created, definition, disabled, enabled, organizationId, planId, second, switchedOn } from '../testing/nightly.ts';
import { plan } from './plan.decider.ts';
import type { PlanChanges } from './plan-terms.ts';

const schedule = { cron: '0 2 * * *', timezone: 'Europe/Vienna' };
const edited = (before: PlanEdited['data']['before'], after: PlanEdited['data']['after']): PlanEdited => ({
  type: 'PlanEdited',
  data: { planId, organizationId, before, after },
});
const paused: PlanPaused = { type: 'PlanPaused', data: { planId, organizationId, reason: 'maintenance' } };
const resumed: PlanResumed = { type: 'PlanResumed', data: { planId, organizationId } };
const deleted: PlanDeleted = { type: 'PlanDeleted', data: { planId, organizationId, name: 'Nightly' } };

describe('editing a plan', () => {
  const edit = (changes: PlanChanges) => ({ type: 'EditPlan', planId, changes }) as const;

  it('tells what was changed as it was and as it is, and nothing else', () => {
    given(plan, created)
      .when(edit({ name: 'All nights', schedule, retention: { daily: 7 } }))
      .then(edited({ name: 'Nightly', schedule: null }, { name: 'All nights', schedule }));
  });

  it('changes of repositories and content only what it says', () => {
    const { repositories, content } = definition;
    given(plan, created)
      .when(edit({ repositories: { exclude: [] }, content: { lfs: true } }))
      .then(edited({ repositories, content }, { repositories: { ...repositories, exclude: [] }, content: { ...content, lfs: true } }));
  });

  it('goes on from what was edited before', () => {
    const first = edited({ schedule: null }, { schedule });
    given(plan, created, first)
      .when(edit({ schedule: null }))
      .then(edited({ schedule }, { schedule: null }));
    expect(given(plan, created, first).state).toMatchObject({ terms: { name: 'Nightly', schedule } });
  });

  it('is no news when everything stands so, in whatever order', () => {
    const rules = { before: { retention: { daily: 7 } }, after: { retention: { daily: 7, weekly: 4 } } };
    given(plan, created).when(edit({})).thenNothing();
    given(plan, created)
      .when(edit({ name: 'Nightly', repositories: { include: ['*'] }, window: null }))
      .thenNothing();
    given(plan, created, edited(rules.before, rules.after))
      .when(edit({ retention: { weekly: 4, daily: 7 } }))
      .thenNothing();
  });

  it('needs a plan', () => {
    given(plan).when(edit({})).thenRefused('PLAN_NOT_FOUND');
    given(plan, created, deleted).when(edit({})).thenRefused('PLAN_NOT_FOUND');
  });
});

describe('pausing and resuming a plan', () => {
  const pause = { type: 'PausePlan', planId, reason: 'maintenance' } as const;
  const resume = { type: 'ResumePlan', planId } as const;

  it('says so, and why', () => {
    given(plan, created).when(pause).then(paused);
    given(plan, created, paused).when(resume).then(resumed);
    expect(given(plan, created, paused).state).toMatchObject({ paused: true });
    expect(given(plan, created, paused, resumed).state).toMatchObject({ paused: false });
  });

  it('is no news when it stands so', () => {
    given(plan, created, paused).when(pause).thenNothing();
    given(plan, created).when(resume).thenNothing();
  });

  it('needs a plan', () => {
    given(plan).when(pause).thenRefused('PLAN_NOT_FOUND');
    given(plan, created, deleted).when(resume).thenRefused('PLAN_NOT_FOUND');
  });
});

describe('cloning a plan', () => {
  it('makes another one with the same terms and switches, which says where it came from', () => {
    const clone = { type: 'CreatePlan', planId: 'copy', clonedFrom: planId, definition: { ...definition, name: 'Copy' } } as const;
    const credentials = [{ credentialId: 'c-bob', credential: second }];
    given(plan)
      .when({ ...clone, additionalCredentials: { enabled: true, credentials } })
      .then(
        { type: 'PlanCreated', data: { planId: 'copy', ...definition, name: 'Copy', clonedFrom: planId } },
        { ...switchedOn, data: { ...switchedOn.data, planId: 'copy' } },
        { ...enabled(), data: { ...enabled().data, planId: 'copy' } },
      );
  });
});

describe('deleting a plan', () => {
  const remove = { type: 'DeletePlan', planId, goingRunId: null } as const;

  it('takes its credentials out, and is the end of it', () => {
    given(plan, created, switchedOn, enabled()).when(remove).then(disabled('c-bob', 'the plan was deleted'), deleted);
    given(plan, created, deleted).when(remove).thenRefused('PLAN_NOT_FOUND');
  });

  it('waits for the end of a run', () => {
    given(plan, created)
      .when({ ...remove, goingRunId: 'r1' })
      .thenRefused('PLAN_IS_RUNNING');
  });

  it('leaves nothing to take out when a credential is removed from the organization', () => {
    given(plan, created, enabled(), deleted)
      .when({ type: 'DisablePlanCredential', planId, credentialId: 'c-bob', reason: 'it was removed' })
      .thenNothing();
  });

  it('does not bring it back by the same id', () => {
    const create = { type: 'CreatePlan', planId, definition, additionalCredentials: { enabled: false, credentials: [] } } as const;
    given(plan, created, deleted).when(create).thenNothing();
  });
});
