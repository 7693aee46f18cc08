import type { CredentialSecret } from './credential-secret.ts';

/** Classic scopes (OAuth, access tokens) include others. The scopes of API tokens include nothing, not even `write:` a `read:`. */
const includedIn: Readonly<Record<string, readonly string[]>> = {
  project: ['repository'],
  'repository:write': ['repository'],
  pullrequest: ['repository'],
  'pullrequest:write': ['pullrequest', 'repository:write'],
  'snippet:write': ['snippet'],
  'account:write': ['account'],
  'pipeline:write': ['pipeline'],
  'pipeline:variable': ['pipeline:write'],
};

/** What the backup of a workspace's content needs, in the names of each kind of credential. */
export const contentScopes = {
  apiToken: ['read:user:bitbucket', 'read:workspace:bitbucket', 'read:repository:bitbucket', 'read:pullrequest:bitbucket'],
  classic: ['repository', 'pullrequest'],
} as const;

/** The scopes for the backup of content that `granted` lacks. */
export function missingContentScopes(granted: readonly string[], kind: CredentialSecret['kind']): string[] {
  return missingScopes(usesApiTokenNames(granted, kind) ? contentScopes.apiToken : contentScopes.classic, granted);
}

export function missingScopes(required: readonly string[], granted: readonly string[]): string[] {
  const held = new Set(granted);
  for (const scope of held) for (const included of includedIn[scope] ?? []) held.add(included);
  return required.filter((scope) => !held.has(scope));
}

/** The names that were granted show it; where they do not, the kind of credential does. */
export function usesApiTokenNames(granted: readonly string[], kind: CredentialSecret['kind']): boolean {
  if (granted.some((scope) => scope.endsWith(':bitbucket'))) return true;
  return kind === 'api_token' && !granted.some((scope) => /^(account|project|repository|pullrequest)(:|$)/.test(scope));
}
