import { ReadModels } from '@holdfast/event-sourcing';
import { Injectable } from '@nestjs/common';
import { OrganizationInUseError, WorkspaceAlreadyConnectedError } from '../domain/organization.errors.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** What no single organization's stream tells. It looks at the read models when they show everything that is stored by then. */
@Injectable()
export class OrganizationDirectory {
  constructor(private readonly readModels: ReadModels) {}

  /** Throws WorkspaceAlreadyConnectedError when another organization has the workspace. */
  async refuseConnectedWorkspace(workspace: { readonly id: string; readonly slug: string }, organizationId: string): Promise<void> {
    const sql = `SELECT id, name FROM organization WHERE workspaceId = ? AND id <> ? AND disconnectedAt IS NULL`;
    const other = (await this.upToDate()).get<Named>(sql, workspace.id, organizationId);
    if (other) throw new WorkspaceAlreadyConnectedError(workspace.slug, other);
  }

  /** Throws OrganizationInUseError while a plan uses the organization. */
  async refuseUsedOrganization(organizationId: string): Promise<void> {
    const sql = 'SELECT id, name FROM organization_plan WHERE organizationId = ? ORDER BY id';
    const plans = (await this.upToDate()).all<Named>(sql, organizationId);
    if (plans.length > 0) throw new OrganizationInUseError(plans);
  }

  private async upToDate() {
    await this.readModels.waitFor(await this.readModels.lastStored());
    return this.readModels.database;
  }
}
