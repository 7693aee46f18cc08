import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';
import { basic, call } from './testing/api-client.ts';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ seed: { repositories: 1, pullRequests: 0 } });
});
afterAll(() => simulator.close());

async function get(path: string, authorization?: string) {
  const response = await fetch(simulator.apiUrl + path, authorization === undefined ? {} : { headers: { authorization } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const invalidToken = '{"type":"error","error":{"message":"Token is invalid, expired, or not supported for this endpoint."}}';

describe('an API token', () => {
  it('is taken as Basic with the e-mail', async () => {
    const { body } = await call(simulator, simulator.credentials.admin, '/user');
    expect(body).toMatchObject({ type: 'user', uuid: simulator.credentials.admin.user, nickname: 'ada' });
  });

  it.each([
    ['with the user name', () => basic(simulator.credentials.admin.username, simulator.credentials.admin.token)],
    ['as Bearer', () => `Bearer ${simulator.credentials.admin.token}`],
    ['with the e-mail of somebody else', () => basic(simulator.credentials.nonAdmin.email, simulator.credentials.admin.token)],
    ['after its last day', () => basic(simulator.credentials.expired.email, simulator.credentials.expired.token)],
    ['that never was', () => basic(simulator.credentials.admin.email, 'ATATT3xNever')],
  ])('is refused %s', async (_how, authorization) => {
    const answer = await get('/user', authorization());
    expect([answer.status, answer.text, answer.headers.get('www-authenticate')]).toEqual([
      401,
      invalidToken,
      'Basic realm="Bitbucket.org HTTP"',
    ]);
  });

  it('is taken as Bearer where the simulator was told so', async () => {
    const lenient = await startSimulator({ seed: { repositories: 0 }, behaviour: { apiTokensAsBearer: true } });
    const response = await fetch(`${lenient.apiUrl}/user`, { headers: { authorization: `Bearer ${lenient.credentials.admin.token}` } });
    await lenient.close();
    expect(response.status).toBe(200);
  });
});

describe('an app password', () => {
  it('is refused like any wrong password', async () => {
    const { username, password } = simulator.credentials.deadAppPassword;
    const answer = await get('/user', basic(username, password));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('text/plain');
    expect(answer.text).toMatch(/^Login failed due to incorrect login credentials or method\.\nFor information/);
  });
});

describe('an access token', () => {
  it('is taken as Bearer, and as nothing else', async () => {
    const { workspaceAccessToken } = simulator.credentials;
    expect((await call(simulator, workspaceAccessToken, '/repositories/acme')).body.size).toBe(1);
    expect((await get('/repositories/acme', basic('x-token-auth', workspaceAccessToken.token))).text).toBe(invalidToken);
  });

  it('is nobody: it is forbidden to ask who it is, and the answer says what it is', async () => {
    const answer = await call(simulator, simulator.credentials.workspaceAccessToken, '/user');
    expect([answer.status, answer.text]).toEqual([403, '{"type":"error","error":{"message":"Forbidden"}}']);
    expect(answer.headers.get('x-credential-type')).toBe('workspace_access_token');
    expect(answer.headers.get('x-oauth-scopes')).toContain('repository');
  });

  it('may not ask for permissions', async () => {
    const { workspaceAccessToken } = simulator.credentials;
    const paths = [
      '/workspaces/acme/permissions',
      '/workspaces/acme/permissions/repositories',
      '/repositories/acme/web/permissions-config/users',
    ];
    const answers = await Promise.all(paths.map((path) => call(simulator, workspaceAccessToken, path)));
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  });
});

describe('an OAuth consumer', () => {
  async function askForToken(secret: string): Promise<Response> {
    const { key } = simulator.credentials.oauthConsumer;
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    return fetch(`${simulator.gitUrl}/site/oauth2/access_token`, { method: 'POST', body, headers: { authorization: basic(key, secret) } });
  }

  it('gets a token that acts as the owner of the consumer', async () => {
    const token = (await (await askForToken(simulator.credentials.oauthConsumer.secret)).json()) as {
      access_token: string;
      expires_in: number;
    };
    const answer = await get('/user', `Bearer ${token.access_token}`);
    expect([answer.status, answer.headers.get('x-credential-type'), token.expires_in]).toEqual([200, 'oauth', 7200]);
    expect(JSON.parse(answer.text)).toMatchObject({ uuid: simulator.credentials.oauthConsumer.owner });
  });

  it('gets none with a wrong secret', async () => {
    expect((await askForToken('wrong')).status).toBe(401);
  });

  it('has a token that ends', async () => {
    const token = (await (await askForToken(simulator.credentials.oauthConsumer.secret)).json()) as { access_token: string };
    simulator.control.advanceClock(7201);
    expect((await get('/user', `Bearer ${token.access_token}`)).status).toBe(401);
  });
});

describe('no credential', () => {
  it('sees an empty list of a private workspace, and no error', async () => {
    const answer = await call(simulator, null, '/repositories/acme');
    expect([answer.status, answer.body.values]).toEqual([200, []]);
    expect(answer.headers.get('x-credential-type')).toBe('unauthenticated_identity');
    expect(answer.headers.get('x-oauth-scopes')).toBeNull();
  });

  it('finds no private repository and no private workspace, and is asked to log in for the rest', async () => {
    const paths = ['/repositories/acme/web', '/workspaces/acme', '/user', '/user/workspaces'];
    const answers = await Promise.all(paths.map((path) => call(simulator, null, path)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 401, 401]);
  });

  it.each(['Basic', 'Basic !!!', 'Token abc', 'Basic bm9jb2xvbg=='])(
    'is not the same as a malformed one (%s): that is refused',
    async (authorization) => {
      expect((await get('/repositories/acme', authorization)).status).toBe(401);
    },
  );
});

describe('a stranger with a good token', () => {
  it('sees an empty list, finds nothing, and is told so only by its permission', async () => {
    const { stranger } = simulator.credentials;
    const list = await call(simulator, stranger, '/repositories/acme');
    expect([list.status, list.body.values]).toEqual([200, []]);
    const paths = ['/repositories/acme/web', '/workspaces/acme', '/user/workspaces/acme/permission'];
    const answers = await Promise.all(paths.map((path) => call(simulator, stranger, path)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 403]);
    expect((await call(simulator, stranger, '/user/workspaces')).body.values).toEqual([]);
  });
});

it('answers 403 outside of /2.0, and 410 under /1.0', async () => {
  const origin = new URL(simulator.apiUrl).origin;
  const [user, groups] = await Promise.all([fetch(`${origin}/user`), fetch(`${origin}/1.0/groups/acme`)]);
  expect([user.status, await user.text(), groups.status]).toEqual([403, '{"type":"error","error":{"message":"Forbidden"}}', 410]);
});
