import type { BitbucketCredentialRejectedError, BitbucketRateLimitedError } from './bitbucket.errors.ts';
import type { CredentialSecret } from './credential-secret.ts';
import type { AcceptedCredential, CredentialProblem, RefusedCredential, WorkspaceSummary } from './credential-verdict.ts';
import { contentScopes } from './scopes.ts';

type Seen = Pick<AcceptedCredential, 'membership' | 'visibleRepositories' | 'repositoriesNotSeen' | 'workspace'>;

/** What is worth telling of a credential that works. */
export function problemsOf({ membership, visibleRepositories, repositoriesNotSeen: notSeen, workspace }: Seen): CredentialProblem[] {
  const problems: CredentialProblem[] = [];
  const isAdmin = membership.administrator;
  if (isAdmin === false) problems.push({ code: 'NOT_A_WORKSPACE_ADMIN', message: notAnAdmin(workspace).message });
  if (isAdmin === null) {
    const message = `Bitbucket does not tell whether this credential has administrator's rights in the workspace '${workspace.slug}'`;
    problems.push({ code: 'ADMIN_RIGHTS_UNKNOWN', message });
  }
  if (visibleRepositories === 0) {
    const message = `This credential sees no repository in the workspace '${workspace.slug}'. A backup with it would save nothing`;
    problems.push({ code: 'SEES_NO_REPOSITORY', message });
  } else if (notSeen && notSeen.count > 0) {
    const message = `This credential does not see ${notSeen.count} of the repositories that the primary one sees, such as ${notSeen.examples[0]}`;
    problems.push({ code: 'REPOSITORIES_NOT_SEEN', message });
  }
  return problems;
}

export function notAnAdmin(workspace: WorkspaceSummary): RefusedCredential {
  const message = `This credential is not an administrator of the workspace '${workspace.slug}': it may not see every repository`;
  return { ok: false, code: 'NOT_A_WORKSPACE_ADMIN', message };
}

export function workspaceNotFound(workspace: string): RefusedCredential {
  return { ok: false, code: 'WORKSPACE_NOT_FOUND', message: `There is no workspace '${workspace}', or this credential may not see it` };
}

export function scopesMissing(missing: string[], granted: readonly string[] | null): RefusedCredential {
  const message = `This credential lacks scopes that a backup needs: ${missing.join(', ')}`;
  return { ok: false, code: 'SCOPES_MISSING', message, missing, ...(granted === null ? {} : { granted }) };
}

export function rejected(secret: CredentialSecret, error: BitbucketCredentialRejectedError): RefusedCredential {
  if (secret.kind !== 'app_password') return { ok: false, code: 'CREDENTIAL_REJECTED', message: error.message };
  const instead = `Create an API token with the scopes ${contentScopes.apiToken.join(', ')} instead`;
  return { ok: false, code: 'APP_PASSWORDS_REMOVED', message: `Bitbucket Cloud removed app passwords on 2026-07-28. ${instead}` };
}

export function rateLimited(error: BitbucketRateLimitedError): RefusedCredential {
  const retry = error.retryAfterSeconds === null ? {} : { retryAfterSeconds: error.retryAfterSeconds };
  return { ok: false, code: 'PROVIDER_RATE_LIMITED', message: error.message, ...retry };
}
