import type { Decider } from '@holdfast/event-sourcing';
import type { CredentialState } from '@holdfast/organizations/contracts';
import type { PlanContent, PlanEvent, PlanSchedule, PlanWindow, RepositorySelection, RetentionRules } from '../contracts/plan.events.ts';
import { planReading, type PlanState } from '../contracts/plan.state.ts';
import { CredentialIsFailingError, CredentialIsPrimaryError, CredentialNotInOrganizationError, PlanNotFoundError } from './plan.errors.ts';

export interface PlanDefinition {
  readonly name: string;
  readonly organizationId: string;
  readonly repositories: RepositorySelection;
  readonly content: PlanContent;
  readonly schedule: PlanSchedule | null;
  readonly window: PlanWindow | null;
  readonly retention: RetentionRules;
}

/** A credential comes with the command as its organization knows it; undefined when it knows none of that id. */
export type PlanCommand = { readonly planId: string } & (
  | {
      readonly type: 'CreatePlan';
      readonly definition: PlanDefinition;
      readonly additionalCredentials: { readonly enabled: boolean; readonly credentials: readonly CredentialToEnable[] };
    }
  | { readonly type: 'SwitchAdditionalCredentials'; readonly on: boolean }
  | { readonly type: 'EnablePlanCredential'; readonly credential: CredentialToEnable }
  | { readonly type: 'DisablePlanCredential'; readonly credentialId: string; readonly reason: string }
);

export interface CredentialToEnable {
  readonly credentialId: string;
  readonly credential: CredentialState | undefined;
}

type Active = Extract<PlanState, { status: 'active' }>;

/** A backup plan and the additional credentials it may use. */
export const plan: Decider<PlanState, PlanCommand, PlanEvent> = {
  ...planReading,

  decide(command, state) {
    if (command.type === 'CreatePlan') return state.status === 'none' ? create(command) : [];
    const { planId } = command;
    const { organizationId, usesAdditionalCredentials, enabled } = active(state, planId);
    switch (command.type) {
      case 'SwitchAdditionalCredentials':
        if (command.on === usesAdditionalCredentials) return [];
        return [switched(planId, organizationId, command.on)];
      case 'EnablePlanCredential': {
        const event = enable(planId, organizationId, command.credential);
        return enabled.includes(event.data.credentialId) ? [] : [event];
      }
      case 'DisablePlanCredential': {
        const { credentialId, reason } = command;
        if (!enabled.includes(credentialId)) return [];
        return [{ type: 'PlanCredentialDisabled', data: { planId, organizationId, credentialId, reason } }];
      }
    }
  },
};

function active(state: PlanState, planId: string): Active {
  if (state.status === 'none') throw new PlanNotFoundError(planId);
  return state;
}

function create(command: PlanCommand & { readonly type: 'CreatePlan' }): readonly PlanEvent[] {
  const { planId, definition, additionalCredentials } = command;
  const { organizationId } = definition;
  return [
    { type: 'PlanCreated', data: { planId, ...definition } },
    ...(additionalCredentials.enabled ? [switched(planId, organizationId, true)] : []),
    ...additionalCredentials.credentials.map((credential) => enable(planId, organizationId, credential)),
  ];
}

function switched(planId: string, organizationId: string, on: boolean): PlanEvent {
  return { type: on ? 'AdditionalCredentialsSwitchedOn' : 'AdditionalCredentialsSwitchedOff', data: { planId, organizationId } };
}

function enable(planId: string, organizationId: string, { credentialId, credential }: CredentialToEnable) {
  if (!credential) throw new CredentialNotInOrganizationError(credentialId);
  if (credential.role === 'primary') throw new CredentialIsPrimaryError();
  if (credential.failure) throw new CredentialIsFailingError(credential.label, credential.failure.message);
  const { label } = credential;
  return { type: 'PlanCredentialEnabled', data: { planId, organizationId, credentialId, label } } as const;
}
