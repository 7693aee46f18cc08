import { DeciderRepository, ReadModels } from '@holdfast/event-sourcing';
import { organizationReading, organizationStream } from '@holdfast/organizations/contracts';
import { Injectable } from '@nestjs/common';
import type { CredentialAbsence, CredentialToEnable } from '../domain/plan.decider.ts';
import { OrganizationCredentials } from './organization-credentials.ts';

/** Looks up credentials that a plan is to use, or why its organization does not have them. */
@Injectable()
export class CredentialsToEnable {
  constructor(
    private readonly organizationCredentials: OrganizationCredentials,
    private readonly repository: DeciderRepository,
    private readonly readModels: ReadModels,
  ) {}

  /** Each once, as it is this moment. Throws a DomainError when there is no such organization. */
  async of(organizationId: string, credentialIds: readonly string[]): Promise<readonly CredentialToEnable[]> {
    const known = await this.organizationCredentials.of(organizationId);
    const removed = await this.removedFrom(organizationId);
    return [...new Set(credentialIds)].map((credentialId) => ({
      credentialId,
      credential:
        known.find((credential) => credential.credentialId === credentialId) ??
        (removed.includes(credentialId) ? 'removed' : this.absenceOf(credentialId)),
    }));
  }

  private async removedFrom(organizationId: string): Promise<readonly string[]> {
    const { state } = await this.repository.load(organizationReading, organizationStream(organizationId));
    return state.status === 'none' ? [] : state.removed;
  }

  /** That it is not to be had is certain; the read model only says why. */
  private absenceOf(credentialId: string): CredentialAbsence {
    const home = this.readModels.database.get('SELECT 1 FROM plan_credential_home WHERE credentialId = ?', credentialId);
    return home ? 'elsewhere' : 'unknown';
  }
}
