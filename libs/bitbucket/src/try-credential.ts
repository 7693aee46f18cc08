import { isPathSegment, pathOf } from './api-address.ts';
import { BitbucketClient, type BitbucketClientOptions } from './bitbucket-client.ts';
import { BitbucketCredentialRejectedError, BitbucketRateLimitedError } from './bitbucket.errors.ts';
import { CredentialProbe, type ProbeAnswer } from './credential-probe.ts';
import { notAnAdmin, problemsOf, rateLimited, rejected, scopesMissing, workspaceNotFound } from './credential-findings.ts';
import { loginOf, type CredentialSecret } from './credential-secret.ts';
import { countedSource, type RequestCounts } from './counted-source.ts';
import { singleCredential } from './credential-source.ts';
import type { CredentialVerdict, ProviderAccount, RepositoriesNotSeen, TriedCredential, WorkspaceSummary } from './credential-verdict.ts';
import { asObject, asText } from './json.ts';
import { repositoriesNotSeen } from './repositories-not-seen.ts';
import { contentScopes, missingContentScopes } from './scopes.ts';
import { withoutBraces } from './uuid-braces.ts';
import { membershipIn } from './workspace-membership.ts';

export interface TryCredentialOptions extends Omit<BitbucketClientOptions, 'credentials'> {
  readonly secret: CredentialSecret;
  /** Slug or uuid. */
  readonly workspace: string;
  /** Refuse who is known not to be an administrator; otherwise that is a problem to tell about. */
  readonly requireAdmin: boolean;
  /** Of the credential to compare with: which repositories it sees, and this one does not. Null compares nothing. */
  readonly primarySecret?: CredentialSecret | null;
}

/**
 * Signs in with a credential and finds out whether a workspace's content can be backed up with it: four to six requests, and
 * with a `primarySecret` one for each hundred repositories with either credential, up to twenty in all.
 *
 * A credential that is no good is a verdict. Rejects with BitbucketUnreachableError, or BitbucketAnswerError when whoever answers
 * does not speak Bitbucket's language.
 */
export async function tryCredential(options: TryCredentialOptions): Promise<TriedCredential> {
  const requests: Sent = { own: {}, primary: {} };
  return { ...(await verdictOrRefusal(options, requests)), requests };
}

interface Sent {
  readonly own: RequestCounts;
  readonly primary: RequestCounts;
}

async function verdictOrRefusal(options: TryCredentialOptions, sent: Sent): Promise<CredentialVerdict> {
  try {
    return await verdictFor(options, sent);
  } catch (error) {
    if (error instanceof BitbucketRateLimitedError) return rateLimited(error);
    if (error instanceof BitbucketCredentialRejectedError) return rejected(options.secret, error);
    throw error;
  }
}

async function verdictFor(options: TryCredentialOptions, sent: Sent): Promise<CredentialVerdict> {
  const { secret } = options;
  if (!isPathSegment(options.workspace)) return workspaceNotFound(options.workspace);
  const client = clientWith(options, secret, sent.own);
  const probe = new CredentialProbe(client);
  const user = await askForUser(probe, secret);
  const workspace = await askForWorkspace(probe, options.workspace);
  const repositories = await askForRepositories(probe, options.workspace);
  const missing = missingOf(probe, secret);
  if (missing.length > 0) return scopesMissing(missing, probe.scopes);
  if (workspace === null || repositories === null) return workspaceNotFound(options.workspace);
  const membership = await membershipIn(probe, secret.kind, workspace);
  if (membership.administrator === false && options.requireAdmin) return notAnAdmin(workspace);
  const account = accountOf(secret, user, probe);
  const seen = {
    membership,
    workspace,
    visibleRepositories: repositories.count,
    repositoriesNotSeen: await notSeenBy(client, options, sent.primary),
  };
  return {
    ok: true,
    account,
    identity: secret.kind === 'access_token' ? account.name : loginOf(secret).login,
    scopes: probe.scopes,
    credentialType: probe.credentialType,
    ...seen,
    problems: problemsOf(seen),
  };
}

function clientWith(options: TryCredentialOptions, secret: CredentialSecret, counts: RequestCounts): BitbucketClient {
  return new BitbucketClient({ ...options, credentials: countedSource(singleCredential(secret), counts) });
}

async function notSeenBy(
  client: BitbucketClient,
  options: TryCredentialOptions,
  counts: RequestCounts,
): Promise<RepositoriesNotSeen | null> {
  const { primarySecret, workspace } = options;
  return primarySecret ? repositoriesNotSeen(client, clientWith(options, primarySecret, counts), workspace) : null;
}

/** An access token is no user, and answered 403. An OAuth consumer counts for itself, so its owner is only asked for a name. */
async function askForUser(probe: CredentialProbe, secret: CredentialSecret): Promise<unknown> {
  if (secret.kind === 'access_token') return null;
  if (secret.kind === 'oauth_consumer') return dataOf(await probe.ask('/user'));
  const answer = await probe.askEssential('/user');
  if (!answer.ok && answer.status === 403 && probe.lacking.size === 0) {
    probe.note([secret.kind === 'api_token' ? contentScopes.apiToken[0] : 'account']);
  }
  return dataOf(answer);
}

async function askForWorkspace(probe: CredentialProbe, name: string): Promise<WorkspaceSummary | null> {
  const found = asObject(dataOf(await probe.askEssential(`/workspaces${pathOf(name)}`)));
  const uuid = asText(found?.['uuid']);
  if (found === null || uuid === null) return null;
  const slug = asText(found['slug']) ?? name;
  return { uuid: withoutBraces(uuid), slug, name: asText(found['name']) ?? slug };
}

/** Without a header that names the scopes, pull requests are asked for as well: only the refusal would tell that the scope is missing. */
async function askForRepositories(probe: CredentialProbe, workspace: string): Promise<{ count: number | null } | null> {
  const page = asObject(dataOf(await probe.askEssential(`/repositories${pathOf(workspace)}`, { pagelen: 100 })));
  const values: unknown = page?.['values'];
  if (page === null || !Array.isArray(values)) return null;
  const uuid = asText(asObject(values[0])?.['uuid']);
  if (probe.scopes === null && uuid !== null) {
    await probe.askEssential(`/repositories${pathOf(workspace, uuid)}/pullrequests`, { pagelen: 10 });
  }
  return { count: countOf(page, values) };
}

function countOf(page: Readonly<Record<string, unknown>>, values: readonly unknown[]): number | null {
  if (typeof page['size'] === 'number') return page['size'];
  return page['next'] === undefined || page['next'] === null ? values.length : null;
}

function missingOf(probe: CredentialProbe, secret: CredentialSecret): string[] {
  const known = probe.scopes === null ? [] : missingContentScopes(probe.scopes, secret.kind);
  return [...new Set([...known, ...probe.lacking])];
}

function accountOf(secret: CredentialSecret, user: unknown, probe: CredentialProbe): ProviderAccount {
  const json = asObject(user);
  const name = asText(json?.['display_name']) ?? asText(json?.['nickname']) ?? asText(json?.['username']);
  switch (secret.kind) {
    case 'access_token':
      return { id: probe.tokenId, name: probe.credentialType?.replaceAll('_', ' ') ?? 'access token', kind: 'access_token' };
    case 'oauth_consumer':
      return { id: secret.key, name: name ?? secret.key, kind: 'oauth_consumer' };
    case 'api_token':
    case 'app_password': {
      const uuid = asText(json?.['uuid']);
      const id = uuid === null ? asText(json?.['account_id']) : withoutBraces(uuid);
      return { id, name: name ?? loginOf(secret).login, kind: 'user' };
    }
  }
}

function dataOf(answer: ProbeAnswer): unknown {
  return answer.ok ? answer.data : null;
}
