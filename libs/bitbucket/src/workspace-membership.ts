import { pathOf } from './api-address.ts';
import type { CredentialProbe } from './credential-probe.ts';
import type { CredentialSecret } from './credential-secret.ts';
import type { WorkspaceMembership, WorkspaceSummary } from './credential-verdict.ts';
import { asObject, asText } from './json.ts';
import { withoutBraces } from './uuid-braces.ts';

/** Whether the credential belongs to a member of the workspace, and has an administrator's rights there. */
export async function membershipIn(
  probe: CredentialProbe,
  kind: CredentialSecret['kind'],
  workspace: WorkspaceSummary,
): Promise<WorkspaceMembership> {
  return kind === 'access_token' ? { member: null, administrator: isAdminToken(probe) } : membershipOfUser(probe, workspace);
}

/** An access token is nobody's: it has no role that could be asked for, only scopes, and those of one repository or project end there. */
function isAdminToken({ credentialType, scopes }: CredentialProbe): boolean | null {
  if (credentialType !== null && /^(repo|repository|project)_/.test(credentialType)) return false;
  return scopes?.includes('repository:admin') ?? null;
}

/** Whoever has no role in the workspace is answered 403. Servers without this path are asked for the list of administered workspaces. */
async function membershipOfUser(probe: CredentialProbe, workspace: WorkspaceSummary): Promise<WorkspaceMembership> {
  const answer = await probe.ask(`/user/workspaces${pathOf(workspace.slug)}/permission`);
  if (answer.ok) return { member: true, administrator: asObject(answer.data)?.['permission'] === 'owner' };
  if (answer.status === 404 || answer.status === 410) return membershipByList(probe, workspace);
  const isNobody = answer.status === 403 && answer.lacks.length === 0;
  return isNobody ? { member: false, administrator: false } : { member: null, administrator: null };
}

/** The list holds the administered workspaces alone: who is not in it may still be a member. */
async function membershipByList(probe: CredentialProbe, workspace: WorkspaceSummary): Promise<WorkspaceMembership> {
  const administrator = await probe.finds('/user/workspaces', { administrator: 'true', pagelen: 100 }, (item) => {
    const access = asObject(item);
    return access?.['administrator'] === true && isSame(asObject(access['workspace']) ?? access, workspace);
  });
  return { member: administrator === true ? true : null, administrator };
}

function isSame(candidate: Readonly<Record<string, unknown>>, workspace: WorkspaceSummary): boolean {
  return candidate['slug'] === workspace.slug || withoutBraces(asText(candidate['uuid']) ?? '') === workspace.uuid;
}
