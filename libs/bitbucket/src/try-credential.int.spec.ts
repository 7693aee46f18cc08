import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CredentialSecret } from './credential-secret.ts';
import type { TriedCredential } from './credential-verdict.ts';
import { contentScopes } from './scopes.ts';
import { FakeBitbucket, type Reply } from './testing/fake-bitbucket.ts';
import { tryCredential, type TryCredentialOptions } from './try-credential.ts';

const apiToken: CredentialSecret = { kind: 'api_token', email: 'jo@acme.example', token: 'ATATT3xSecret' };
const accessToken: CredentialSecret = { kind: 'access_token', token: 'ATCTT3xSecret' };
const appPassword: CredentialSecret = { kind: 'app_password', username: 'jo', password: 'ATBBSecret' };
const consumer: CredentialSecret = { kind: 'oauth_consumer', key: 'consumer-key', secret: 'consumer-secret' };

const user = { type: 'user', uuid: '{u-1}', account_id: '557058:1', display_name: 'Jo March' };
const workspace = { type: 'workspace', uuid: '{w-1}', slug: 'acme', name: 'ACME Corp' };
const repository = { uuid: '{r-1}', full_name: 'acme/web' };
const error = (message: string, detail?: unknown): unknown => ({ type: 'error', error: { message, detail } });
const notFound: Reply = { status: 404, body: error('Resource not found') };
const forbidden: Reply = { status: 403, body: error('Forbidden') };
const lacks = (required: string[], granted: string[]): Reply => ({
  status: 403,
  body: error('Your credentials lack scopes.', { required, granted }),
});

let bitbucket: FakeBitbucket;
let routes: Record<string, Reply>;
let headers: Record<string, string>;

beforeEach(async () => {
  headers = { 'X-OAuth-Scopes': contentScopes.apiToken.join(', '), 'X-Credential-Type': 'api_token', 'X-Token-Id': 'token-1' };
  routes = {
    '/2.0/user': { body: user },
    '/2.0/workspaces/acme': { body: workspace },
    '/2.0/repositories/acme': { body: { values: [repository], pagelen: 100, size: 1 } },
    '/2.0/repositories/acme/%7Br-1%7D/pullrequests': { body: { values: [] } },
    '/2.0/user/workspaces/acme/permission': { body: { permission: 'owner' } },
    '/site/oauth2/access_token': { body: { access_token: 'fresh', expires_in: 3600 } },
  };
  bitbucket = await FakeBitbucket.start(({ path }) => {
    const reply = routes[path] ?? notFound;
    return { ...reply, headers: { ...headers, ...reply.headers } };
  });
});
afterEach(() => bitbucket.stop());

function tried(secret: CredentialSecret, more: Partial<TryCredentialOptions> = {}): Promise<TriedCredential> {
  return tryCredential({
    apiUrl: bitbucket.apiUrl,
    gitUrl: bitbucket.origin,
    now: () => new Date('2026-11-22T10:00:00Z'),
    secret,
    workspace: 'acme',
    requireAdmin: true,
    attempts: 1,
    ...more,
  });
}

describe('an API token of an administrator', () => {
  it('is accepted, with the user whom Bitbucket counts for', async () => {
    expect(await tried(apiToken)).toEqual({
      ok: true,
      account: { id: 'u-1', name: 'Jo March', kind: 'user' },
      identity: 'jo@acme.example',
      scopes: [...contentScopes.apiToken],
      credentialType: 'api_token',
      membership: { member: true, administrator: true },
      workspace: { uuid: 'w-1', slug: 'acme', name: 'ACME Corp' },
      visibleRepositories: 1,
      repositoriesNotSeen: null,
      problems: [],
      requests: { own: { api: 4 }, primary: {} },
    });
    expect(bitbucket.arrivals).toHaveLength(4);
  });

  it('is accepted by a server that sends no headers about scopes, after asking for pull requests as well', async () => {
    headers = {};
    expect(await tried(apiToken)).toMatchObject({ ok: true, scopes: null, credentialType: null });
    expect(bitbucket.arrivals.map(({ path }) => path)).toContain('/2.0/repositories/acme/%7Br-1%7D/pullrequests');
  });

  it('is known by the account_id where there is no uuid', async () => {
    routes['/2.0/user'] = { body: { account_id: '557058:1', nickname: 'jo' } };
    expect(await tried(apiToken)).toMatchObject({ account: { id: '557058:1', name: 'jo' } });
  });

  it('is accepted with a slash at the end of the configured addresses', async () => {
    expect(await tried(apiToken, { apiUrl: `${bitbucket.apiUrl}/`, gitUrl: `${bitbucket.origin}/` })).toMatchObject({ ok: true });
  });

  it.each([404, 410])('is recognized by the list of administered workspaces when the role is answered with %i', async (status) => {
    routes['/2.0/user/workspaces/acme/permission'] = { status, body: error('gone') };
    const other = { administrator: true, workspace: { slug: 'other', uuid: '{w-2}' } };
    routes['/2.0/user/workspaces'] = { body: { values: [other, { administrator: true, workspace: { uuid: '{w-1}' } }] } };
    expect(await tried(apiToken)).toMatchObject({ ok: true, membership: { administrator: true } });
  });
});

describe('somebody who is no administrator', () => {
  it.each([
    ['a member', { body: { permission: 'member' } }],
    ['somebody without a role', forbidden],
  ])('such as %s is refused', async (_who, reply) => {
    routes['/2.0/user/workspaces/acme/permission'] = reply;
    expect(await tried(apiToken)).toMatchObject({ ok: false, code: 'NOT_A_WORKSPACE_ADMIN' });
  });

  it('is accepted with a problem where that is enough', async () => {
    routes['/2.0/user/workspaces/acme/permission'] = { body: { permission: 'member' } };
    const verdict = await tried(apiToken, { requireAdmin: false });
    expect(verdict).toMatchObject({ ok: true, membership: { administrator: false }, problems: [{ code: 'NOT_A_WORKSPACE_ADMIN' }] });
  });

  it('is not in the list of administered workspaces either', async () => {
    routes['/2.0/user/workspaces/acme/permission'] = notFound;
    routes['/2.0/user/workspaces'] = { body: { values: [{ administrator: false, workspace }] } };
    expect(await tried(apiToken)).toMatchObject({ code: 'NOT_A_WORKSPACE_ADMIN' });
  });

  it('cannot be told from an administrator where neither is answered', async () => {
    routes['/2.0/user/workspaces/acme/permission'] = notFound;
    expect(await tried(apiToken)).toMatchObject({
      ok: true,
      membership: { administrator: null },
      problems: [{ code: 'ADMIN_RIGHTS_UNKNOWN' }],
    });
  });
});

describe('missing scopes', () => {
  it('are found in the header', async () => {
    headers['X-OAuth-Scopes'] = 'read:user:bitbucket, read:workspace:bitbucket, write:repository:bitbucket';
    expect(await tried(apiToken)).toMatchObject({
      ok: false,
      code: 'SCOPES_MISSING',
      missing: ['read:repository:bitbucket', 'read:pullrequest:bitbucket'],
      granted: ['read:user:bitbucket', 'read:workspace:bitbucket', 'write:repository:bitbucket'],
    });
  });

  it('are all found in the body of the first refusal when there is no header', async () => {
    headers = {};
    routes['/2.0/user'] = lacks(['read:user:bitbucket'], ['read:workspace:bitbucket']);
    expect(await tried(apiToken)).toMatchObject({
      code: 'SCOPES_MISSING',
      missing: ['read:user:bitbucket', 'read:repository:bitbucket', 'read:pullrequest:bitbucket'],
      granted: ['read:workspace:bitbucket'],
    });
  });

  it('for pull requests are found by asking for them', async () => {
    headers = {};
    const granted = contentScopes.apiToken.slice(0, 3);
    routes['/2.0/repositories/acme/%7Br-1%7D/pullrequests'] = lacks(['read:pullrequest:bitbucket'], granted);
    expect(await tried(apiToken)).toMatchObject({ code: 'SCOPES_MISSING', missing: ['read:pullrequest:bitbucket'] });
  });

  it('are guessed when the user is refused without a word', async () => {
    headers = {};
    routes['/2.0/user'] = forbidden;
    const verdict = await tried(apiToken);
    expect(verdict).toMatchObject({ code: 'SCOPES_MISSING', missing: ['read:user:bitbucket'] });
    expect(verdict).not.toHaveProperty('granted');
  });
});

describe('a workspace', () => {
  it.each([
    ['does not exist', notFound],
    ['may not be seen', forbidden],
  ])('that %s is not found', async (_what, reply) => {
    routes['/2.0/workspaces/acme'] = reply;
    routes['/2.0/repositories/acme'] = reply;
    expect(await tried(apiToken)).toMatchObject({ ok: false, code: 'WORKSPACE_NOT_FOUND' });
  });

  it('whose name would lead to another path is not found, without a request', async () => {
    expect(await tried(apiToken, { workspace: '..' })).toMatchObject({ code: 'WORKSPACE_NOT_FOUND' });
    expect(bitbucket.arrivals).toEqual([]);
  });

  it('in which nothing can be seen is a problem, not a success', async () => {
    routes['/2.0/repositories/acme'] = { body: { values: [] } };
    expect(await tried(apiToken)).toMatchObject({ ok: true, visibleRepositories: 0, problems: [{ code: 'SEES_NO_REPOSITORY' }] });
  });

  it.each([
    ['the size that the list tells', { values: [repository], size: 250, next: 'x' }, 250],
    ['the length of the only page', { values: [repository, repository] }, 2],
    ['unknown when there are more pages', { values: [repository], next: 'x' }, null],
  ])('has as many repositories as %s', async (_what, body, count) => {
    routes['/2.0/repositories/acme'] = { body };
    expect(await tried(apiToken)).toMatchObject({ ok: true, visibleRepositories: count });
  });
});

describe('a credential beside the primary one', () => {
  it('is told to see less, with an example', async () => {
    const primarySecret: CredentialSecret = { kind: 'access_token', token: 'ATCTT3xPrimary' };
    bitbucket.answers(({ path, authorization }) => {
      const isPrimary = authorization === 'Bearer ATCTT3xPrimary';
      if (path !== '/2.0/repositories/acme' || !isPrimary) return { ...(routes[path] ?? notFound), headers };
      return { body: { values: [repository, { uuid: '{r-2}', full_name: 'acme/vault' }] } };
    });
    expect(await tried(apiToken, { primarySecret })).toMatchObject({
      ok: true,
      repositoriesNotSeen: { count: 1, examples: ['acme/vault'] },
      problems: [{ code: 'REPOSITORIES_NOT_SEEN', message: expect.stringContaining('acme/vault') }],
      requests: { own: { api: 5 }, primary: { api: 1 } },
    });
  });
});

describe('an access token', () => {
  beforeEach(() => {
    headers = { 'X-OAuth-Scopes': 'pullrequest, repository:admin', 'X-Credential-Type': 'workspace_access_token', 'X-Token-Id': 'token-1' };
    routes['/2.0/user'] = forbidden;
    routes['/2.0/user/workspaces/acme/permission'] = forbidden;
  });

  it('is an account of its own, and an administrator by its scope', async () => {
    expect(await tried(accessToken)).toMatchObject({
      ok: true,
      account: { id: 'token-1', name: 'workspace access token', kind: 'access_token' },
      identity: 'workspace access token',
      membership: { administrator: true },
      problems: [],
    });
    expect(bitbucket.arrivals.every(({ path }) => !path.startsWith('/2.0/user'))).toBe(true);
  });

  it('without that scope is no administrator', async () => {
    headers['X-OAuth-Scopes'] = 'repository, pullrequest';
    expect(await tried(accessToken)).toMatchObject({ code: 'NOT_A_WORKSPACE_ADMIN' });
  });

  it.each(['repo_access_token', 'project_access_token'])(
    'of the type %s is no administrator of the workspace, whatever its scopes',
    async (type) => {
      headers['X-Credential-Type'] = type;
      expect(await tried(accessToken)).toMatchObject({ code: 'NOT_A_WORKSPACE_ADMIN' });
    },
  );

  it('without any header is accepted, and what it is stays unknown', async () => {
    headers = {};
    expect(await tried(accessToken)).toMatchObject({
      ok: true,
      account: { id: null, name: 'access token' },
      scopes: null,
      membership: { administrator: null },
      problems: [{ code: 'ADMIN_RIGHTS_UNKNOWN' }],
    });
  });
});

describe('an OAuth consumer', () => {
  beforeEach(() => {
    headers = { 'X-OAuth-Scopes': 'pullrequest', 'X-Credential-Type': 'oauth' };
  });

  it('is counted by its key, with the name of its owner', async () => {
    expect(await tried(consumer)).toMatchObject({
      ok: true,
      account: { id: 'consumer-key', name: 'Jo March', kind: 'oauth_consumer' },
      identity: 'consumer-key',
    });
  });

  it('needs no scope for accounts, but then its rights stay unknown', async () => {
    routes['/2.0/user'] = lacks(['account'], ['pullrequest']);
    routes['/2.0/user/workspaces/acme/permission'] = lacks(['account'], ['pullrequest']);
    expect(await tried(consumer)).toMatchObject({ ok: true, account: { name: 'consumer-key' }, membership: { administrator: null } });
  });

  it('that does not exist is rejected', async () => {
    routes['/site/oauth2/access_token'] = { status: 400, body: { error: 'invalid_client' } };
    expect(await tried(consumer)).toMatchObject({ ok: false, code: 'CREDENTIAL_REJECTED' });
  });
});

describe('a credential that is no good', () => {
  const unauthorized: Reply = { status: 401, body: error('Token is invalid, expired, or not supported for this endpoint.') };

  it('is rejected in the words of Bitbucket', async () => {
    routes['/2.0/user'] = unauthorized;
    const message = 'Bitbucket does not accept this credential: Token is invalid, expired, or not supported for this endpoint.';
    expect(await tried(apiToken)).toEqual({ ok: false, code: 'CREDENTIAL_REJECTED', message, requests: { own: { api: 1 }, primary: {} } });
  });

  it('because app passwords were removed is told what to create instead', async () => {
    routes['/2.0/user'] = unauthorized;
    const verdict = await tried(appPassword);
    expect(verdict).toMatchObject({ ok: false, code: 'APP_PASSWORDS_REMOVED' });
    for (const scope of contentScopes.apiToken) expect(verdict).toHaveProperty('message', expect.stringContaining(scope));
  });

  it('is an app password only if it is refused', async () => {
    headers = {};
    expect(await tried(appPassword)).toMatchObject({ ok: true, identity: 'jo', account: { id: 'u-1', kind: 'user' } });
  });
});

describe('no verdict on the credential', () => {
  it('is possible at the rate limit', async () => {
    routes['/2.0/user'] = { status: 429, headers: { 'Retry-After': '120' }, body: 'Rate limit for this resource has been exceeded' };
    expect(await tried(apiToken)).toMatchObject({ ok: false, code: 'PROVIDER_RATE_LIMITED', retryAfterSeconds: 120 });
  });

  it('is possible while Bitbucket answers with errors', async () => {
    routes['/2.0/workspaces/acme'] = { status: 503, body: '' };
    await expect(tried(apiToken)).rejects.toMatchObject({ code: 'BITBUCKET_UNREACHABLE' });
  });

  it('is possible while Bitbucket is not there', async () => {
    await expect(tried(apiToken, { apiUrl: 'http://127.0.0.1:1/2.0' })).rejects.toMatchObject({ code: 'BITBUCKET_UNREACHABLE' });
  });
});
