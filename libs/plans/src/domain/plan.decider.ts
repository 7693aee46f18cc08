import type { Decider } from '@holdfast/event-sourcing';
import type { CredentialState } from '@holdfast/organizations/contracts';
import type { PlanEvent, PlanTerms } from '../contracts/plan.events.ts';
import { planReading, type PlanState } from '../contracts/plan.state.ts';
import { editedTerms, type PlanChanges } from './plan-terms.ts';
import {
  CredentialIsFailingError,
  CredentialIsPrimaryError,
  CredentialNotFoundError,
  CredentialOfAnotherOrganizationError,
  CredentialRemovedError,
  PlanIsRunningError,
  PlanNotFoundError,
} from './plan.errors.ts';

export interface PlanDefinition extends PlanTerms {
  readonly organizationId: string;
}

/** A credential comes with the command as its organization knows it, or with the reason why that does not know it. */
export type PlanCommand = { readonly planId: string } & (
  | {
      readonly type: 'CreatePlan';
      readonly definition: PlanDefinition;
      readonly additionalCredentials: { readonly enabled: boolean; readonly credentials: readonly CredentialToEnable[] };
      readonly clonedFrom?: string;
    }
  | { readonly type: 'EditPlan'; readonly changes: PlanChanges }
  | { readonly type: 'PausePlan'; readonly reason: string | null }
  | { readonly type: 'ResumePlan' }
  /** `goingRunId` is the run of the plan that goes on at present, if any. */
  | { readonly type: 'DeletePlan'; readonly goingRunId: string | null }
  | { readonly type: 'SwitchAdditionalCredentials'; readonly on: boolean }
  | { readonly type: 'EnablePlanCredential'; readonly credential: CredentialToEnable }
  | { readonly type: 'DisablePlanCredential'; readonly credentialId: string; readonly reason: string }
);

/** Why an organization has no credential of an id. */
export type CredentialAbsence = 'unknown' | 'removed' | 'elsewhere';

export interface CredentialToEnable {
  readonly credentialId: string;
  readonly credential: CredentialState | CredentialAbsence;
}

type Active = Extract<PlanState, { status: 'active' }>;

/** A backup plan and the additional credentials it may use. */
export const plan: Decider<PlanState, PlanCommand, PlanEvent> = {
  ...planReading,

  decide(command, state) {
    if (command.type === 'CreatePlan') return state.status === 'none' ? create(command) : [];
    // Whoever takes a credential out of every plan need not know which are gone.
    if (command.type === 'DisablePlanCredential' && state.status === 'deleted') return [];
    return decideActive(command, active(state, command.planId));
  },
};

function decideActive(command: Exclude<PlanCommand, { type: 'CreatePlan' }>, state: Active): readonly PlanEvent[] {
  const { planId, organizationId, usesAdditionalCredentials, enabled } = state;
  switch (command.type) {
    case 'EditPlan': {
      const edited = editedTerms(state.terms, command.changes);
      return edited ? [{ type: 'PlanEdited', data: { planId, organizationId, ...edited } }] : [];
    }
    case 'PausePlan':
      return state.paused ? [] : [{ type: 'PlanPaused', data: { planId, organizationId, reason: command.reason } }];
    case 'ResumePlan':
      return state.paused ? [{ type: 'PlanResumed', data: { planId, organizationId } }] : [];
    case 'DeletePlan':
      return deleted(state, command.goingRunId);
    case 'SwitchAdditionalCredentials':
      return command.on === usesAdditionalCredentials ? [] : [switched(planId, organizationId, command.on)];
    case 'EnablePlanCredential': {
      const event = enable(planId, organizationId, command.credential);
      return enabled.includes(event.data.credentialId) ? [] : [event];
    }
    case 'DisablePlanCredential':
      return enabled.includes(command.credentialId) ? [disable(state, command.credentialId, command.reason)] : [];
  }
}

function active(state: PlanState, planId: string): Active {
  if (state.status !== 'active') throw new PlanNotFoundError(planId);
  return state;
}

function create(command: PlanCommand & { readonly type: 'CreatePlan' }): readonly PlanEvent[] {
  const { planId, definition, additionalCredentials, clonedFrom } = command;
  const { organizationId } = definition;
  const origin = clonedFrom === undefined ? {} : { clonedFrom };
  return [
    { type: 'PlanCreated', data: { planId, ...definition, ...origin } },
    ...(additionalCredentials.enabled ? [switched(planId, organizationId, true)] : []),
    ...additionalCredentials.credentials.map((credential) => enable(planId, organizationId, credential)),
  ];
}

/** Its credentials are taken out first: who follows where a credential is enabled need not know of plans that are gone. */
function deleted(state: Active, goingRunId: string | null): readonly PlanEvent[] {
  if (goingRunId !== null) throw new PlanIsRunningError(goingRunId);
  const { planId, organizationId, enabled, terms } = state;
  return [
    ...enabled.map((credentialId) => disable(state, credentialId, 'the plan was deleted')),
    { type: 'PlanDeleted', data: { planId, organizationId, name: terms.name } },
  ];
}

function switched(planId: string, organizationId: string, on: boolean): PlanEvent {
  return { type: on ? 'AdditionalCredentialsSwitchedOn' : 'AdditionalCredentialsSwitchedOff', data: { planId, organizationId } };
}

function enable(planId: string, organizationId: string, { credentialId, credential }: CredentialToEnable) {
  if (credential === 'unknown') throw new CredentialNotFoundError(credentialId);
  if (credential === 'removed') throw new CredentialRemovedError();
  if (credential === 'elsewhere') throw new CredentialOfAnotherOrganizationError();
  if (credential.role === 'primary') throw new CredentialIsPrimaryError();
  if (credential.failure) throw new CredentialIsFailingError(credential.label, credential.failure.message);
  const { label } = credential;
  return { type: 'PlanCredentialEnabled', data: { planId, organizationId, credentialId, label } } as const;
}

function disable({ planId, organizationId }: Active, credentialId: string, reason: string): PlanEvent {
  return { type: 'PlanCredentialDisabled', data: { planId, organizationId, credentialId, reason } };
}
