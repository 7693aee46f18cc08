import { DeciderRepository } from '@holdfast/event-sourcing';
import { organizationReading, organizationStream, type CredentialState } from '@holdfast/organizations/contracts';
import { planReading, planStream } from '@holdfast/plans/contracts';
import { Injectable } from '@nestjs/common';
import type { AccountInUse } from '../../contracts/task.events.ts';

/** The accounts that a run of a plan may use this very moment. */
@Injectable()
export class CredentialPool {
  constructor(private readonly repository: DeciderRepository) {}

  /**
   * The primary first, then the enabled additional credentials while the plan's switch is on; none that fails; an account once, whatever
   * the number of its credentials. Those to `avoid` are as if they were not there. Empty when nothing works.
   */
  async of(planId: string, organizationId: string, avoid: readonly string[] = []): Promise<readonly AccountInUse[]> {
    const usable = await this.usable(planId, organizationId);
    return onePerAccount(usable.filter(({ credentialId }) => !avoid.includes(credentialId)));
  }

  /** The primary alone, who sees the whole workspace: what an account does not see it would leave out of a listing without a word. */
  async primaryOf(planId: string, organizationId: string, avoid: readonly string[] = []): Promise<readonly AccountInUse[]> {
    const usable = await this.usable(planId, organizationId);
    return onePerAccount(usable.filter(({ role, credentialId }) => role === 'primary' && !avoid.includes(credentialId)));
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

function onePerAccount(credentials: readonly CredentialState[]): readonly AccountInUse[] {
  const byAccount = new Map<string, AccountInUse>();
  for (const { account, credentialId, label } of credentials)
    if (!byAccount.has(account.id)) byAccount.set(account.id, { accountId: account.id, credentialId, label });
  return [...byAccount.values()];
}
