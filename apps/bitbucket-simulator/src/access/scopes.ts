import { scopesMissing } from '../http/api-problem.ts';
import type { Caller } from './caller.ts';

/** What an operation asks for, in both vocabularies; all of one of them are required. */
export interface RequiredScopes {
  readonly classic: readonly string[];
  readonly apiToken: readonly string[];
}

/** Source: "Scopes" in Atlassian's REST introduction. `project:admin` and `repository:admin` imply nothing. */
const implied: Readonly<Record<string, readonly string[]>> = {
  project: ['repository'],
  'repository:write': ['repository'],
  pullrequest: ['repository'],
  'pullrequest:write': ['pullrequest', 'repository:write'],
  'issue:write': ['issue'],
  'snippet:write': ['snippet'],
  'account:write': ['account'],
  account: ['email'],
  'pipeline:write': ['pipeline'],
  'pipeline:variable': ['pipeline:write'],
  'runner:write': ['runner'],
};

/** With everything that the scopes imply, at any depth. */
export function withImplied(scopes: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  const pending = [...scopes];
  for (let scope = pending.pop(); scope !== undefined; scope = pending.pop()) {
    if (all.has(scope)) continue;
    all.add(scope);
    pending.push(...(implied[scope] ?? []));
  }
  return all;
}

/** Throws the 403 that names what is required and what is granted. Nobody has no scopes, and is stopped by permissions instead. */
export function requireScopes(caller: Caller, operation: RequiredScopes): void {
  if (!caller.credential) return;
  const required = caller.vocabulary === 'api-token' ? operation.apiToken : operation.classic;
  const held = caller.vocabulary === 'api-token' ? new Set(caller.scopes) : withImplied(caller.scopes);
  if (!required.every((scope) => held.has(scope))) throw scopesMissing(required, caller.scopes);
}

/** What every answer says about scopes and the credential. */
export function credentialHeaders(caller: Caller, operation: RequiredScopes | null): Record<string, string> {
  const accepted: Record<string, string> = operation ? { 'x-accepted-oauth-scopes': operation.classic.join(', ') } : {};
  const type = { 'x-credential-type': caller.credentialType };
  if (!caller.credential) return { ...accepted, ...type };
  return { ...accepted, ...type, 'x-oauth-scopes': caller.scopes.join(', '), 'x-token-id': caller.credential.id };
}
