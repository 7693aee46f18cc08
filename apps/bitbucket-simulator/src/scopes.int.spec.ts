import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';
import { call } from './testing/api-client.ts';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ seed: { repositories: 2, pullRequests: 1 } });
});
afterAll(() => simulator.close());

describe('the scopes of an API token', () => {
  it('stand in every answer, also in a refusal', async () => {
    const { withoutPullRequests } = simulator.credentials;
    for (const path of ['/repositories/acme', '/repositories/acme/web/pullrequests', '/nowhere']) {
      const { headers } = await call(simulator, withoutPullRequests, path);
      expect(headers.get('x-oauth-scopes')).toBe(withoutPullRequests.scopes.join(', '));
      expect([headers.get('x-credential-type'), headers.get('x-token-id')]).toEqual(['api_token', withoutPullRequests.id]);
    }
  });

  it('are told what the endpoint wants in the classic vocabulary', async () => {
    const { headers } = await call(simulator, simulator.credentials.admin, '/repositories/acme/web/branch-restrictions');
    expect(headers.get('x-accepted-oauth-scopes')).toBe('repository:admin');
  });

  it('are all required: the refusal names what is required and what is granted', async () => {
    const { withoutPullRequests } = simulator.credentials;
    const answer = await call(simulator, withoutPullRequests, '/repositories/acme/web/pullrequests');
    expect([answer.status, answer.body]).toEqual([
      403,
      {
        type: 'error',
        error: {
          message: 'Your credentials lack one or more required privilege scopes.',
          detail: { required: ['read:pullrequest:bitbucket'], granted: withoutPullRequests.scopes },
        },
      },
    ]);
  });

  it('imply nothing: who may administrate may not read', async () => {
    const { account } = simulator.credentials.admin;
    const token = simulator.control.issueApiToken(account, ['admin:repository:bitbucket', 'write:repository:bitbucket']);
    expect((await call(simulator, token, '/repositories/acme/web')).status).toBe(403);
    expect((await call(simulator, token, '/repositories/acme/web/branch-restrictions')).status).toBe(200);
  });
});

describe('the scopes of an access token', () => {
  it('imply others: pullrequest is enough to read the repository', async () => {
    simulator.control.setScopes('workspace-access-token', ['pullrequest']);
    const { workspaceAccessToken } = simulator.credentials;
    expect((await call(simulator, workspaceAccessToken, '/repositories/acme/web')).status).toBe(200);
    const refused = await call(simulator, workspaceAccessToken, '/repositories/acme/web/branch-restrictions');
    expect(refused.body.error.detail).toEqual({ required: ['repository:admin'], granted: ['pullrequest'] });
  });
});

describe('what a credential reaches', () => {
  it('is the whole workspace, one project, or one repository for an access token', async () => {
    const { workspaceAccessToken, projectAccessToken, repositoryAccessToken } = simulator.credentials;
    simulator.control.setScopes('workspace-access-token', ['repository']);
    const slugs = async (token: typeof workspaceAccessToken) =>
      (await call(simulator, token, '/repositories/acme')).body.values.map(({ slug }) => slug);
    expect([await slugs(workspaceAccessToken), await slugs(projectAccessToken), await slugs(repositoryAccessToken)]).toEqual([
      ['web', 'payments-api'],
      ['web'],
      ['web'],
    ]);
    expect((await call(simulator, repositoryAccessToken, '/repositories/acme/payments-api')).status).toBe(404);
  });

  it('is limited by the permission of the user, whatever the scopes', async () => {
    const { nonAdmin } = simulator.credentials;
    const forbidden = await call(simulator, nonAdmin, '/repositories/acme/payments-api/branch-restrictions');
    expect([forbidden.status, forbidden.body]).toEqual([403, { type: 'error', error: { message: 'Forbidden' } }]);
    simulator.control.setRepositoryPermission(nonAdmin.account, 'payments-api', 'none');
    const gone = await call(simulator, nonAdmin, '/repositories/acme/payments-api');
    expect([gone.status, gone.body.error.message]).toEqual([
      404,
      expect.stringMatching(/^You may not have access to this repository or it no longer exists/),
    ]);
  });

  it('is listed for the user with the permission on each repository', async () => {
    const q = encodeURIComponent('permission="admin"');
    const answer = await call(simulator, simulator.credentials.admin, `/user/workspaces/acme/permissions/repositories?q=${q}`);
    expect(answer.body.values.map(({ permission, repository }) => [permission, repository.full_name])).toEqual([
      ['admin', 'acme/web'],
      ['admin', 'acme/payments-api'],
    ]);
    const { nonAdmin } = simulator.credentials;
    expect((await call(simulator, nonAdmin, `/user/workspaces/acme/permissions/repositories?q=${q}`)).body.values).toEqual([]);
  });
});
