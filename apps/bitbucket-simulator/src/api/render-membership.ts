import type { User, WorkspaceRole } from '../world/people.ts';
import { link, renderUser, renderWorkspaceBase } from './render.ts';
import type { Simulation } from './simulation.ts';

/** Only the lists of permissions say what the role is. */
export function renderMember(simulation: Simulation, user: User): object {
  const { slug } = simulation.world.workspace;
  const self = `${simulation.origins.api}/workspaces/${slug}/members/${encodeURIComponent(user.uuid)}`;
  const workspace = renderWorkspaceBase(simulation);
  return { type: 'workspace_membership', user: renderUser(simulation, user), workspace, links: { self: link(self) } };
}

export function renderMembership(simulation: Simulation, user: User, permission: WorkspaceRole): object {
  return { ...renderMember(simulation, user), permission };
}
