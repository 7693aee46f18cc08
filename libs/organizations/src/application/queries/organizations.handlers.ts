import { CLOCK, ReadModels, type Clock } from '@holdfast/event-sourcing';
import { afterKey, pageOf, type Page } from '@holdfast/http';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CredentialView, OrganizationView } from '../../contracts/organization.views.ts';
import { CredentialNotFoundError, OrganizationNotFoundError } from '../../domain/organization.errors.ts';
import { credentialView, CREDENTIALS, type CredentialRow } from './credential-rows.ts';
import { organizationView, type OrganizationRow } from './organization-rows.ts';
import { GetCredential, GetOrganization, ListCredentials, ListOrganizations } from './organizations.query.ts';

const ORGANIZATIONS = `
  SELECT organization.*,
    (SELECT id FROM credential WHERE organizationId = organization.id AND role = 'primary') AS "primary",
    (SELECT status FROM credential WHERE organizationId = organization.id AND role = 'primary') AS primaryStatus,
    (SELECT count(*) FROM credential WHERE organizationId = organization.id AND role = 'additional') AS additional,
    (SELECT count(*) FROM organization_repository WHERE organizationId = organization.id) AS repositories
  FROM organization`;

@QueryHandler(ListOrganizations)
export class ListOrganizationsHandler implements IQueryHandler<ListOrganizations> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ page, disconnected }: ListOrganizations): Promise<Page<OrganizationView>> {
    const sql = `${ORGANIZATIONS} WHERE id > ? AND disconnectedAt IS ${disconnected ? 'NOT NULL' : 'NULL'} ORDER BY id LIMIT ?`;
    const rows = this.readModels.database.all<OrganizationRow>(sql, afterKey(page, ''), page.limit + 1);
    return Promise.resolve(pageOf(rows, page.limit, ({ id }) => id, organizationView));
  }
}

@QueryHandler(GetOrganization)
export class GetOrganizationHandler implements IQueryHandler<GetOrganization> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ organizationId }: GetOrganization): Promise<OrganizationView> {
    const row = this.readModels.database.get<OrganizationRow>(`${ORGANIZATIONS} WHERE id = ?`, organizationId);
    if (!row) throw new OrganizationNotFoundError(organizationId);
    return Promise.resolve(organizationView(row));
  }
}

@QueryHandler(ListCredentials)
export class ListCredentialsHandler implements IQueryHandler<ListCredentials> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ organizationId, page }: ListCredentials): Promise<Page<CredentialView>> {
    const { database } = this.readModels;
    if (!database.get('SELECT 1 FROM organization WHERE id = ?', organizationId)) throw new OrganizationNotFoundError(organizationId);
    const sql = `${CREDENTIALS} WHERE organizationId = ? AND id > ? ORDER BY id LIMIT ?`;
    const rows = database.all<CredentialRow>(sql, organizationId, afterKey(page, ''), page.limit + 1);
    const view = (row: CredentialRow) => credentialView(row, this.clock());
    return Promise.resolve(pageOf(rows, page.limit, ({ id }) => id, view));
  }
}

@QueryHandler(GetCredential)
export class GetCredentialHandler implements IQueryHandler<GetCredential> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ organizationId, credentialId }: GetCredential): Promise<CredentialView> {
    const sql = `${CREDENTIALS} WHERE id = ? AND organizationId = ?`;
    const row = this.readModels.database.get<CredentialRow>(sql, credentialId, organizationId);
    if (!row) throw new CredentialNotFoundError(credentialId);
    return Promise.resolve(credentialView(row, this.clock()));
  }
}
