import type { CredentialKind, CredentialProblem } from '../../contracts/organization.events.ts';
import type { CredentialView, OrganizationView } from '../../contracts/organization.views.ts';

export interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly workspace: string;
  readonly primary: string;
  readonly primaryStatus: string;
  readonly additional: number;
  readonly repositories: number;
}

export interface CredentialRow {
  readonly id: string;
  readonly organizationId: string;
  readonly label: string;
  readonly role: 'primary' | 'additional';
  readonly kind: CredentialKind;
  readonly identity: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly scopes: string;
  readonly status: 'verified' | 'failing';
  readonly problems: string;
  readonly expiresAt: string | null;
  readonly addedAt: string;
  readonly addedBy: string;
  readonly enabledInPlans: string;
  /** How many credentials of the organization belong to the same account, this one included. */
  readonly sharing: number;
}

const SHARES_ACCOUNT: CredentialProblem = {
  code: 'SHARES_ACCOUNT',
  message: 'Another credential of the organization belongs to the same account: both spend one quota.',
};

export function organizationView(row: OrganizationRow): OrganizationView {
  const { id, name, workspace, primary, additional, repositories } = row;
  const status = row.primaryStatus === 'failing' ? 'failing' : 'connected';
  return { id, name, workspace, status, credentials: { primary, additional }, repositories };
}

export function credentialView({ accountId, accountName, sharing, ...row }: CredentialRow): CredentialView {
  const problems = JSON.parse(row.problems) as CredentialProblem[];
  return {
    ...row,
    account: { id: accountId, name: accountName },
    scopes: JSON.parse(row.scopes) as string[] | null,
    problems: sharing > 1 ? [...problems, SHARES_ACCOUNT] : problems,
    enabledInPlans: JSON.parse(row.enabledInPlans) as string[],
  };
}
