import { DeciderRepository, DomainError } from '@holdfast/event-sourcing';
import { organizationReading, organizationStream, type CredentialState } from '@holdfast/organizations/contracts';
import { Injectable } from '@nestjs/common';

/** Looks at the credentials of an organization as they are this moment. */
@Injectable()
export class OrganizationCredentials {
  constructor(private readonly repository: DeciderRepository) {}

  /** Throws a DomainError ORGANIZATION_NOT_FOUND, ORGANIZATION_DISCONNECTED. */
  async of(organizationId: string): Promise<readonly CredentialState[]> {
    const { state } = await this.repository.load(organizationReading, organizationStream(organizationId));
    if (state.status === 'none') {
      throw new DomainError('not_found', 'ORGANIZATION_NOT_FOUND', `There is no organization ${organizationId}.`);
    }
    if (state.status === 'disconnected') {
      throw new DomainError('conflict', 'ORGANIZATION_DISCONNECTED', `The organization "${state.name}" was disconnected.`);
    }
    return state.credentials;
  }
}
