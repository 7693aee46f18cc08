import { describe, expect, it } from '@jest/globals';
import type { DomainEvent } from '@holdfast/event-sourcing';
import { afterEvents, recorded } from '@holdfast/event-sourcing/testing';
import { organizationStream, type AdditionalCredentialRemoved } from '@holdfast/organizations/contracts';
import { planStream, type PlanCredentialDisabled, type PlanCredentialEnabled } from '../contracts/plan.events.ts';
import { created, disabled, enabled, organizationId } from '../testing/nightly.ts';
import { disablePlanCredentialWhenRemoved } from './disable-removed-credential.saga.ts';

type Followed = PlanCredentialEnabled | PlanCredentialDisabled | AdditionalCredentialRemoved;

const removed: AdditionalCredentialRemoved = {
  type: 'AdditionalCredentialRemoved',
  data: { organizationId, credentialId: 'c-bob', label: 'second' },
};
const inPlan = <E extends PlanCredentialEnabled | PlanCredentialDisabled>(event: E, planId: string): E => ({
  ...event,
  data: { ...event.data, planId },
});
const after = (...events: readonly Followed[]) =>
  afterEvents(
    disablePlanCredentialWhenRemoved,
    ...events.map((event, index) =>
      recorded(
        event,
        index,
        event.type === 'AdditionalCredentialRemoved' ? organizationStream(organizationId) : planStream(event.data.planId),
      ),
    ),
  );
const disable = (planId: string) => ({
  type: 'DisablePlanCredential',
  data: { planId, credentialId: 'c-bob', reason: 'the credential was removed from the organization' },
});

describe('a credential that was removed', () => {
  it('is taken out of every plan that has it', () => {
    after(inPlan(enabled(), 'p1'), inPlan(enabled(), 'p2'), removed).then(disable('p1'), disable('p2'));
  });

  it('is left alone where it was disabled before', () => {
    after(inPlan(enabled(), 'p1'), inPlan(enabled(), 'p2'), inPlan(disabled(), 'p1'), removed).then(disable('p2'));
    after(inPlan(enabled(), 'p1'), inPlan(disabled(), 'p1'), removed).thenNothing();
  });

  it('is taken out of a plan that enabled it at the same moment', () => {
    after(removed, inPlan(enabled(), 'p1')).then(disable('p1'));
  });

  it('is taken out once: that it was done leads to nothing more', () => {
    after(inPlan(enabled(), 'p1'), removed, inPlan(disabled(), 'p1')).thenNothing();
  });

  it('does not concern the plans of other credentials', () => {
    after(enabled('c-cid', 'third'), removed).thenNothing();
  });

  it('is all that it follows: other events of plans and organizations are no business of it', () => {
    const other = recorded(created as DomainEvent, 0, planStream('nightly'));
    expect(disablePlanCredentialWhenRemoved.instanceOf(other as never)).toBeNull();
    expect(disablePlanCredentialWhenRemoved.instanceOf(recorded(removed, 1, organizationStream(organizationId)))).toBe('c-bob');
  });
});
