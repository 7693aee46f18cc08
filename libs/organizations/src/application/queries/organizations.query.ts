import { Query } from '@nestjs/cqrs';
import type { Page, PageRequest } from '@holdfast/http';
import type { CredentialView, OrganizationView } from '../../contracts/organization.views.ts';

/** Those that are connected, or those that were. */
export class ListOrganizations extends Query<Page<OrganizationView>> {
  constructor(
    readonly page: PageRequest,
    readonly disconnected = false,
  ) {
    super();
  }
}

/** Throws OrganizationNotFoundError. */
export class GetOrganization extends Query<OrganizationView> {
  constructor(readonly organizationId: string) {
    super();
  }
}

/** Throws OrganizationNotFoundError. */
export class ListCredentials extends Query<Page<CredentialView>> {
  constructor(
    readonly organizationId: string,
    readonly page: PageRequest,
  ) {
    super();
  }
}

/** Throws CredentialNotFoundError. */
export class GetCredential extends Query<CredentialView> {
  constructor(
    readonly organizationId: string,
    readonly credentialId: string,
  ) {
    super();
  }
}
