import type { OrganizationView } from '../../contracts/organization.views.ts';

export interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly workspace: string;
  readonly primary: string | null;
  readonly primaryStatus: string | null;
  readonly additional: number;
  readonly repositories: number;
  readonly disconnectedAt: string | null;
}

export function organizationView(row: OrganizationRow): OrganizationView {
  const { id, name, workspace, primary, additional, repositories } = row;
  return { id, name, workspace, status: statusOf(row), credentials: { primary, additional }, repositories };
}

function statusOf({ disconnectedAt, primaryStatus }: OrganizationRow): OrganizationView['status'] {
  if (disconnectedAt !== null) return 'disconnected';
  return primaryStatus === 'failing' ? 'failing' : 'connected';
}
