import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CredentialSecret } from '@holdfast/bitbucket';
import { BitbucketCredentialTrial } from './bitbucket-credential-trial.ts';

const clock = () => new Date('2026-11-22T08:00:00.000Z');
const accessToken = { kind: 'access_token', token: 'ATCTT3x' } as const;
const person = { kind: 'app_password', username: 'ann', password: 'ATBBxyz' } as const;

describe('trying a credential at Bitbucket', () => {
  let server: Server;
  let answers: Record<string, (response: ServerResponse) => void>;

  beforeEach(async () => {
    server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      (answers[path] ?? answers['*'] ?? ((missing) => missing.writeHead(404).end()))(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const attempt = async (secret: CredentialSecret = accessToken) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new BitbucketCredentialTrial({ apiUrl: url, gitUrl: url }, clock).try({
      secret,
      workspace: 'acme',
      role: 'primary',
      credentialId: 'c1',
      primarySecret: null,
    });
  };
  const json =
    (body: object, headers: Record<string, string> = {}) =>
    (response: ServerResponse) =>
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  const scopes = { 'x-oauth-scopes': 'repository, repository:admin, pullrequest', 'x-credential-type': 'workspace_access_token' };

  it('makes an account of its own of an access token that does not tell its id', async () => {
    answers = {
      '/workspaces/acme': json({ uuid: '{w1}', slug: 'acme', name: 'Acme' }, scopes),
      '/repositories/acme': json({ size: 3, values: [{ uuid: '{r1}' }] }, scopes),
      '*': (response) => response.writeHead(403, scopes).end(),
    };
    const verdict = await attempt();
    expect(verdict).toMatchObject({
      ok: true,
      account: { id: 'token-c1', name: 'workspace access token' },
      workspace: { id: 'w1', slug: 'acme' },
    });
    expect(JSON.stringify(verdict)).not.toContain('ATCTT3x');
  });

  it('tells a refusal in the words of the product', async () => {
    answers = { '*': (response) => response.writeHead(401).end() };
    expect(await attempt()).toMatchObject({
      ok: false,
      refusal: { code: 'CREDENTIAL_REJECTED' },
      missing: [],
      granted: [],
      requests: { own: { api: 1 } },
    });
  });

  it('has no verdict while the account has no request left', async () => {
    answers = {
      '*': (response) => response.writeHead(429, { 'retry-after': '120' }).end('Rate limit for this resource has been exceeded'),
    };
    await expect(attempt()).rejects.toMatchObject({
      kind: 'provider_busy',
      code: 'PROVIDER_RATE_LIMITED',
      details: { retryAfterSeconds: 120 },
    });
  });

  it('has no verdict from somebody who does not speak as Bitbucket does', async () => {
    answers = {
      '/user': json({ uuid: '{u1}' }, scopes),
      '/workspaces/acme': json({ uuid: '{w1}', slug: 'acme', name: 'Acme' }, scopes),
      '/repositories/acme': json({ size: 0, values: [] }, scopes),
      '/user/workspaces': json({ welcome: true }),
    };
    await expect(attempt(person)).rejects.toMatchObject({ kind: 'provider_unavailable', code: 'BITBUCKET_ANSWER_UNREADABLE' });
  });
});
