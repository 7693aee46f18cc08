import { pathOf } from './api-address.ts';
import type { CredentialProbe } from './credential-probe.ts';
import type { CredentialSecret } from './credential-secret.ts';
import type { WorkspaceSummary } from './credential-verdict.ts';
import { asObject, asText } from './json.ts';
import { withoutBraces } from './uuid-braces.ts';

/** Whether the credential has an administrator's rights in the workspace; null when that cannot be found out. */
export async function isWorkspaceAdmin(
  probe: CredentialProbe,
  kind: CredentialSecret['kind'],
  workspace: WorkspaceSummary,
): Promise<boolean | null> {
  return kind === 'access_token' ? isAdminToken(probe) : isOwner(probe, workspace);
}

/** An access token is nobody's: it has no role that could be asked for, only scopes, and those of one repository or project end there. */
function isAdminToken({ credentialType, scopes }: CredentialProbe): boolean | null {
  if (credentialType !== null && /^(repo|repository|project)_/.test(credentialType)) return false;
  return scopes?.includes('repository:admin') ?? null;
}

/** Whoever has no role in the workspace is answered 403. Servers without this path are asked for the list of administered workspaces. */
async function isOwner(probe: CredentialProbe, workspace: WorkspaceSummary): Promise<boolean | null> {
  const answer = await probe.ask(`/user/workspaces${pathOf(workspace.slug)}/permission`);
  if (answer.ok) return asObject(answer.data)?.['permission'] === 'owner';
  if (answer.status === 404 || answer.status === 410) return administers(probe, workspace);
  return answer.status === 403 && answer.lacks.length === 0 ? false : null;
}

function administers(probe: CredentialProbe, workspace: WorkspaceSummary): Promise<boolean | null> {
  return probe.finds('/user/workspaces', { administrator: 'true', pagelen: 100 }, (item) => {
    const access = asObject(item);
    return access?.['administrator'] === true && isSame(asObject(access['workspace']) ?? access, workspace);
  });
}

function isSame(candidate: Readonly<Record<string, unknown>>, workspace: WorkspaceSummary): boolean {
  return candidate['slug'] === workspace.slug || withoutBraces(asText(candidate['uuid']) ?? '') === workspace.uuid;
}
