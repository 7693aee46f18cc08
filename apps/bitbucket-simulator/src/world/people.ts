/** A role in the workspace, as `/user/workspaces/{workspace}/permission` names it. */
export type WorkspaceRole = 'owner' | 'create-project' | 'member';

export interface User {
  /** With braces, as everywhere in the API. */
  readonly uuid: string;
  readonly accountId: string;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly createdOn: Date;
}
