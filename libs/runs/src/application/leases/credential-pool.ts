import { DeciderRepository } from '@holdfast/event-sourcing';
import { organizationReading, organizationStream, type CredentialState } from '@holdfast/organizations/contracts';
import { planReading, planStream } from '@holdfast/plans/contracts';
import { Injectable } from '@nestjs/common';
import type { AccountInUse } from '../../contracts/task.events.ts';
import { sees, type RequestTarget, type SeeingCredential } from './sees.ts';

/** Who is out of the question, whatever the plan says. */
export interface Unwanted {
  readonly avoidCredentials?: readonly string[];
  /** Accounts that were found not to see the target. */
  readonly blindAccounts?: readonly string[];
}

/** An account of the plan, and whether it sees what a request is for: null when that is not known. */
export interface PlanAccount {
  readonly account: AccountInUse;
  readonly credential: SeeingCredential;
  readonly sees: boolean | null;
}

/** The accounts that a run of a plan may use this very moment. */
@Injectable()
export class CredentialPool {
  constructor(private readonly repository: DeciderRepository) {}

  /**
   * The primary first, then the enabled additional credentials while the plan's switch is on; none that fails or is to be avoided; an account
   * once, whatever the number of its credentials. Empty when nothing works.
   */
  async of(planId: string, organizationId: string, target: RequestTarget, unwanted: Unwanted = {}): Promise<readonly PlanAccount[]> {
    return onePerAccount(await this.usable(planId, organizationId), target, unwanted);
  }

  /** The primary alone, who sees the whole workspace: what an account does not see it would leave out of a listing without a word. */
  async primaryOf(planId: string, organizationId: string, target: RequestTarget, unwanted: Unwanted = {}): Promise<readonly PlanAccount[]> {
    const usable = await this.usable(planId, organizationId);
    const primary = usable.filter(({ role }) => role === 'primary');
    return onePerAccount(primary, target, unwanted);
  }

  private async usable(planId: string, organizationId: string): Promise<readonly CredentialState[]> {
    const [{ state: plan }, { state: organization }] = await Promise.all([
      this.repository.load(planReading, planStream(planId)),
      this.repository.load(organizationReading, organizationStream(organizationId)),
    ]);
    if (plan.status !== 'active' || organization.status !== 'connected') return [];
    const enabled = new Set(plan.usesAdditionalCredentials ? plan.enabled : []);
    return organization.credentials.filter(
      ({ role, credentialId, failure }) => failure === null && (role === 'primary' || enabled.has(credentialId)),
    );
  }
}

/** Through the first of its credentials that sees the target, if any does. */
function onePerAccount(
  credentials: readonly CredentialState[],
  target: RequestTarget,
  { avoidCredentials = [], blindAccounts = [] }: Unwanted,
): readonly PlanAccount[] {
  const byAccount = new Map<string, PlanAccount>();
  for (const credential of credentials.filter(({ credentialId }) => !avoidCredentials.includes(credentialId))) {
    const { account, credentialId, label } = credential;
    const seen = blindAccounts.includes(account.id) ? false : sees(credential, target);
    const known = byAccount.get(account.id);
    if (known && (known.sees !== false || seen === false)) continue;
    byAccount.set(account.id, { account: { accountId: account.id, credentialId, label }, credential, sees: seen });
  }
  return [...byAccount.values()];
}
