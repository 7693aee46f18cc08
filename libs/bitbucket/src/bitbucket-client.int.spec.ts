import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { BitbucketClient, type BitbucketClientOptions } from './bitbucket-client.ts';
import { BitbucketScopesMissingError } from './bitbucket.errors.ts';
import { singleCredential } from './credential-source.ts';
import { CredentialPool, NoAccountLeftError } from './testing/credential-pool.ts';
import { FakeBitbucket, type Reply } from './testing/fake-bitbucket.ts';

const limitText = 'Rate limit for this resource has been exceeded';
const limitJson = { type: 'error', error: { message: limitText } };
const now = new Date('2026-11-22T10:00:00Z');

let bitbucket: FakeBitbucket;
let pauses: number[];
beforeEach(async () => {
  bitbucket = await FakeBitbucket.start();
  pauses = [];
});
afterEach(() => bitbucket.stop());

function clientWith(credentials: BitbucketClientOptions['credentials'], more: Partial<BitbucketClientOptions> = {}): BitbucketClient {
  const sleep = (ms: number): Promise<void> => Promise.resolve(void pauses.push(ms));
  return new BitbucketClient({
    apiUrl: bitbucket.apiUrl,
    gitUrl: bitbucket.origin,
    credentials,
    now: () => now,
    sleep,
    random: () => 1,
    ...more,
  });
}

async function read(pages: AsyncGenerator<readonly unknown[]>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

/** Answers in the order given; the last one from then on. */
function inTurn(...replies: Reply[]): () => Reply {
  let index = -1;
  return () => replies[Math.min((index += 1), replies.length - 1)]!;
}

describe('an answer', () => {
  it('comes with what its headers tell about the credential', async () => {
    const headers = { 'X-OAuth-Scopes': 'repository, pullrequest', 'X-Credential-Type': 'workspace_access_token', 'X-Token-Id': 't1' };
    bitbucket.answers(() => ({ headers, body: { slug: 'acme' } }));
    expect(await clientWith(CredentialPool.ofTokens('a')).get('/workspaces/acme')).toEqual({
      data: { slug: 'acme' },
      scopes: ['repository', 'pullrequest'],
      acceptedScopes: null,
      credentialType: 'workspace_access_token',
      tokenId: 't1',
    });
  });

  it('is understood when it is compressed', async () => {
    bitbucket.answers((_arrival, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"ok":true}'));
      return undefined;
    });
    expect((await clientWith(CredentialPool.ofTokens('a')).get('/user')).data).toEqual({ ok: true });
  });

  it('spends the bucket of its path, and is settled with the hints of its headers', async () => {
    bitbucket.answers(() => ({ headers: { 'X-RateLimit-Limit': '1000', 'X-RateLimit-NearLimit': 'true' } }));
    const pool = CredentialPool.ofTokens('a');
    await clientWith(pool).get('/repositories/acme/web/hooks');
    const hints = { limit: 1000, remaining: null, resetSeconds: null, nearLimit: true, resource: null };
    expect(pool.outcomes).toEqual([{ token: 'a', bucket: 'webhooks', outcome: { kind: 'served', hints } }]);
  });
});

describe('signing in', () => {
  it.each([
    [{ kind: 'api_token', email: 'jo@acme.example', token: 'ATATT3x' }, `Basic ${btoa('jo@acme.example:ATATT3x')}`],
    [{ kind: 'access_token', token: 'ATCTT3x' }, 'Bearer ATCTT3x'],
    [{ kind: 'app_password', username: 'jo', password: 'ATBBx' }, `Basic ${btoa('jo:ATBBx')}`],
  ] as const)('sends %j as Bitbucket wants it', async (secret, authorization) => {
    bitbucket.answers(() => ({}));
    await clientWith(singleCredential(secret)).get('/user');
    expect(bitbucket.arrivals[0]?.authorization).toBe(authorization);
  });

  it('does not send a token that cannot be one, and takes the next', async () => {
    bitbucket.answers(() => ({}));
    const pool = CredentialPool.ofTokens('with\nline break', '', 'good');
    await clientWith(pool).get('/user');
    expect(pool.kinds).toEqual(['with\nline break rejected', ' rejected', 'good served']);
    expect(bitbucket.arrivals).toHaveLength(1);
  });
});

describe('at the rate limit', () => {
  const shapes: [string, Reply, number | null][] = [
    ['plain text without headers', { status: 429, headers: { 'Content-Type': 'text/plain' }, body: limitText }, null],
    ['JSON', { status: 429, body: limitJson }, null],
    ['Retry-After in seconds', { status: 429, headers: { 'Retry-After': '17' }, body: limitText }, 17],
    ['Retry-After as a date', { status: 429, headers: { 'Retry-After': 'Sun, 22 Nov 2026 10:05:00 GMT' }, body: '' }, 300],
    ['the headers of Envoy', { status: 429, headers: { 'X-RateLimit-Reset': '745', 'X-RateLimit-Remaining': '0' }, body: limitText }, 745],
    ['a 403 with the same words', { status: 403, body: limitJson }, null],
  ];

  it.each(shapes)('told by %s, the very same request goes out again with the next credential', async (_shape, limited, retryAfter) => {
    bitbucket.answers(inTurn(limited, { body: { ok: true } }));
    const pool = CredentialPool.ofTokens('first', 'second');
    expect((await clientWith(pool).get('/repositories/acme', { q: 'a="b"' })).data).toEqual({ ok: true });
    expect(pool.kinds).toEqual(['first rate_limited', 'second served']);
    expect(pool.outcomes[0]?.outcome).toMatchObject({ retryAfterSeconds: retryAfter });
    expect(new Set(bitbucket.arrivals.map(({ path, query }) => `${path}?${query.toString()}`)).size).toBe(1);
    expect(pauses).toEqual([]);
  });

  it('in the middle of a list, no page is read twice', async () => {
    let limited = false;
    bitbucket.answers(({ query }) => {
      const page = Number(query.get('page') ?? '1');
      if (page === 3 && !limited) {
        limited = true;
        return { status: 429, body: limitText };
      }
      const next = page < 4 ? { next: `${bitbucket.apiUrl}/repositories/acme?page=${page + 1}` } : {};
      return { body: { values: [{ uuid: `{${page}}` }], ...next } };
    });
    const pool = CredentialPool.ofTokens('first', 'second');
    expect(await read(clientWith(pool).pages('/repositories/acme'))).toEqual(['{1}', '{2}', '{3}', '{4}'].map((uuid) => ({ uuid })));
    expect(bitbucket.arrivals.map(({ authorization, query }) => `${authorization ?? ''} ${query.get('page') ?? '1'}`)).toEqual([
      'Bearer first 1',
      'Bearer first 2',
      'Bearer first 3',
      'Bearer second 3',
      'Bearer second 4',
    ]);
  });

  it('of every account, the request fails as the credential source says', async () => {
    bitbucket.answers(() => ({ status: 429, body: limitText }));
    await expect(clientWith(CredentialPool.ofTokens('a', 'b')).get('/user')).rejects.toThrow(NoAccountLeftError);
  });

  it('a single credential has nothing to change to', async () => {
    bitbucket.answers(() => ({ status: 429, headers: { 'Retry-After': '9' }, body: limitText }));
    const client = clientWith(singleCredential({ kind: 'access_token', token: 'a' }));
    await expect(client.get('/user')).rejects.toMatchObject({ code: 'BITBUCKET_RATE_LIMITED', retryAfterSeconds: 9 });
  });
});

describe('a rejected credential', () => {
  it('is reported with the reason, and the request goes out again with the next one', async () => {
    const message = 'Token is invalid, expired, or not supported for this endpoint.';
    bitbucket.answers(({ authorization }) =>
      authorization === 'Bearer bad' ? { status: 401, body: { type: 'error', error: { message } } } : { body: {} },
    );
    const pool = CredentialPool.ofTokens('bad', 'good');
    await clientWith(pool).get('/user');
    expect(pool.outcomes[0]?.outcome).toEqual({ kind: 'rejected', status: 401, reason: message });
    expect(pool.kinds).toEqual(['bad rejected', 'good served']);
  });

  it('is an app password that is refused with 410', async () => {
    bitbucket.answers(() => ({ status: 410, body: { error: { message: 'App passwords have been removed' } } }));
    const client = clientWith(singleCredential({ kind: 'app_password', username: 'jo', password: 'x' }));
    await expect(client.get('/user')).rejects.toMatchObject({ code: 'BITBUCKET_CREDENTIAL_REJECTED', status: 410 });
  });

  it('is never quoted, even when the server repeats it', async () => {
    bitbucket.answers(({ authorization }) => ({ status: 404, body: { error: { message: `no ${authorization ?? ''} ATATT3xSecret` } } }));
    const secret = { kind: 'api_token', email: 'jo@acme.example', token: 'ATATT3xSecret' } as const;
    const failure = clientWith(singleCredential(secret)).get('/user');
    await expect(failure).rejects.toThrow('no Basic *** ***');
    await failure.catch((error: unknown) => {
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/ATATT3x|am9AYWNtZ/);
    });
  });
});

describe('when Bitbucket stumbles', () => {
  it.each([500, 502, 503, 555])('with %i, the request is tried again after a growing pause', async (status) => {
    bitbucket.answers(inTurn({ status, body: 'oops' }, { status, body: 'oops' }, { body: { ok: true } }));
    const pool = CredentialPool.ofTokens('a');
    expect((await clientWith(pool).get('/user')).data).toEqual({ ok: true });
    expect(pauses).toEqual([500, 1000]);
    expect(pool.kinds).toEqual(['a served', 'a served', 'a served']);
  });

  it('in every attempt, the request fails with the last status', async () => {
    bitbucket.answers(() => ({ status: 503, body: '<html>' }));
    const failure = clientWith(CredentialPool.ofTokens('a'), { attempts: 3 }).get('/user');
    await expect(failure).rejects.toMatchObject({ code: 'BITBUCKET_UNREACHABLE', status: 503 });
    expect(bitbucket.arrivals).toHaveLength(3);
  });

  it('with a truncated answer, it may have counted, and is tried again', async () => {
    bitbucket.answers((_arrival, response) => {
      if (bitbucket.arrivals.length > 1) return { body: { ok: true } };
      response.writeHead(200, { 'Content-Length': '100' }).write('{"values":');
      setImmediate(() => response.destroy());
      return undefined;
    });
    const pool = CredentialPool.ofTokens('a');
    expect((await clientWith(pool).get('/user')).data).toEqual({ ok: true });
    expect(pool.kinds).toEqual(['a unanswered', 'a served']);
  });

  it.each([
    ['half of a JSON document', '{"values":['],
    ['a page of a proxy', '<html>Please sign in</html>'],
    ['nothing', ''],
  ])('with %s, it is tried again and then refused as unreadable', async (_what, body) => {
    bitbucket.answers(() => ({ body }));
    const failure = clientWith(CredentialPool.ofTokens('a'), { attempts: 2 }).get('/user');
    await expect(failure).rejects.toMatchObject({ code: 'BITBUCKET_ANSWER_UNREADABLE' });
    expect(bitbucket.arrivals).toHaveLength(2);
  });

  it('and cannot be reached at all, the request was unanswered every time', async () => {
    const pool = CredentialPool.ofTokens('a');
    const client = clientWith(pool, { attempts: 2 });
    await bitbucket.stop();
    const failure = client.get('/user');
    await expect(failure).rejects.toMatchObject({ code: 'BITBUCKET_UNREACHABLE', status: null });
    await expect(failure).rejects.toThrow('ECONNREFUSED');
    expect(pool.kinds).toEqual(['a unanswered', 'a unanswered']);
    bitbucket = await FakeBitbucket.start();
  });

  it('and does not answer in time, the request is given up', async () => {
    bitbucket.answers(() => undefined);
    const pool = CredentialPool.ofTokens('a');
    const failure = clientWith(pool, { attempts: 1, timeoutMs: 50 }).get('/user');
    await expect(failure).rejects.toThrow('nothing arrived for 0.05 s');
    expect(pool.kinds).toEqual(['a unanswered']);
  });

  it('and answers slowly, it is waited for as long as something arrives', async () => {
    const parts = Array.from('{"values":[1,2,3]}');
    const startedAt = performance.now();
    bitbucket.answers((_arrival, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      const timer = setInterval(() => {
        response.write(parts.shift());
        if (parts.length > 0) return;
        clearInterval(timer);
        response.end();
      }, 100);
      return undefined;
    });
    let progress = 0;
    const onProgress = () => (progress += 1);
    const answer = await clientWith(CredentialPool.ofTokens('a'), { attempts: 1, timeoutMs: 1_000, onProgress }).get('/user');
    expect(answer.data).toEqual({ values: [1, 2, 3] });
    expect(performance.now() - startedAt).toBeGreaterThan(1_500);
    expect(progress).toBeGreaterThan(1);
  });

  it('and stops in the middle of its answer, the request is given up as well', async () => {
    bitbucket.answers((_arrival, response) => void response.writeHead(200).write('{"values":'));
    const failure = clientWith(CredentialPool.ofTokens('a'), { attempts: 1, timeoutMs: 50 }).get('/user');
    await expect(failure).rejects.toThrow('nothing arrived for 0.05 s');
  });

  it('an answer larger than allowed is refused and not asked for again', async () => {
    bitbucket.answers(() => ({ body: { text: 'x'.repeat(2_000) } }));
    const pool = CredentialPool.ofTokens('a');
    await expect(clientWith(pool, { maxAnswerBytes: 1_000 }).get('/user')).rejects.toMatchObject({ code: 'BITBUCKET_ANSWER_UNREADABLE' });
    expect(pool.kinds).toEqual(['a served']);
  });
});

describe('a refusal', () => {
  it.each([
    [400, 'BITBUCKET_BAD_REQUEST', 'Invalid pagelen'],
    [403, 'BITBUCKET_FORBIDDEN', 'Forbidden'],
    [404, 'BITBUCKET_NOT_FOUND', "No workspace with identifier 'nobody'."],
    [410, 'BITBUCKET_GONE', 'CHANGE-2770 - Functionality has been deprecated'],
  ])('with %i has the code %s and quotes Bitbucket', async (status, code, message) => {
    bitbucket.answers(() => ({ status, body: { type: 'error', error: { message } } }));
    const failure = clientWith(CredentialPool.ofTokens('ATCTT3x')).get('/workspaces/nobody');
    await expect(failure).rejects.toMatchObject({
      code,
      status,
      message: `Bitbucket answered ${status} to GET /2.0/workspaces/nobody: ${message}`,
    });
    expect(bitbucket.arrivals).toHaveLength(1);
  });

  it('for lack of scopes names what is required and granted', async () => {
    const detail = { required: ['read:pullrequest:bitbucket'], granted: ['read:repository:bitbucket'] };
    bitbucket.answers(() => ({ status: 403, body: { type: 'error', error: { message: 'Your credentials lack scopes.', detail } } }));
    const failure = clientWith(CredentialPool.ofTokens('a')).get('/x');
    await expect(failure).rejects.toBeInstanceOf(BitbucketScopesMissingError);
    await expect(failure).rejects.toMatchObject(detail);
  });
});

describe('a redirect', () => {
  const to = (location: string, status = 302): Reply => ({ status, headers: { Location: location }, body: '' });

  it('within the API is followed with the credential, and each hop is paid for', async () => {
    bitbucket.answers(({ path }) => (path === '/2.0/old' ? to('/2.0/new', 301) : { body: { path } }));
    const pool = CredentialPool.ofTokens('a');
    expect((await clientWith(pool).get('/old')).data).toEqual({ path: '/2.0/new' });
    expect(bitbucket.arrivals.map(({ authorization }) => authorization)).toEqual(['Bearer a', 'Bearer a']);
    expect(pool.kinds).toHaveLength(2);
  });

  it('in a circle ends after five', async () => {
    bitbucket.answers(() => to('/2.0/round'));
    await expect(clientWith(CredentialPool.ofTokens('a')).get('/round')).rejects.toThrow('more than 5 redirects');
    expect(bitbucket.arrivals).toHaveLength(6);
  });

  describe('to another origin', () => {
    let storage: FakeBitbucket;
    beforeEach(async () => {
      storage = await FakeBitbucket.start(() => ({ body: { stored: true } }));
      bitbucket.answers(() => to(`${storage.origin}/file?signature=s`));
    });
    afterEach(() => storage.stop());

    it('is refused, and nothing is sent there', async () => {
      const failure = clientWith(CredentialPool.ofTokens('a')).get('/download');
      await expect(failure).rejects.toMatchObject({ code: 'BITBUCKET_FOREIGN_LINK' });
      await expect(failure).rejects.not.toThrow('signature');
      expect(storage.arrivals).toEqual([]);
    });

    it('is followed without a credential where the caller allows it', async () => {
      const pool = CredentialPool.ofTokens('a');
      expect((await clientWith(pool).get('/download', {}, { followElsewhere: true })).data).toEqual({ stored: true });
      expect(storage.arrivals.map(({ authorization }) => authorization)).toEqual([undefined]);
      expect(pool.kinds).toHaveLength(1);
    });

    it('and back again carries no credential either', async () => {
      storage.answers(() => to(`${bitbucket.apiUrl}/back`));
      bitbucket.answers(({ path }) => (path === '/2.0/back' ? { body: {} } : to(`${storage.origin}/away`)));
      await clientWith(CredentialPool.ofTokens('a')).get('/download', {}, { followElsewhere: true });
      expect(bitbucket.arrivals.map(({ authorization }) => authorization)).toEqual(['Bearer a', undefined]);
    });
  });
});

describe('a list', () => {
  const pool = (): CredentialPool => CredentialPool.ofTokens('a');

  it('leaves out what came on an earlier page, by uuid or id', async () => {
    const next = (page: number): string => `${bitbucket.apiUrl}/list?page=${page}`;
    const pages: Reply[] = [
      { body: { values: [{ uuid: '{1}' }, { uuid: '{2}' }, { id: 7 }, 'plain'], next: next(2) } },
      { body: { values: [{ uuid: '{2}' }, { id: 7 }, { id: '7' }, 'plain'], next: null } },
    ];
    bitbucket.answers(({ query }) => pages[Number(query.get('page') ?? '1') - 1]!);
    expect(await read(clientWith(pool()).pages('/list'))).toEqual([
      { uuid: '{1}' },
      { uuid: '{2}' },
      { id: 7 },
      'plain',
      { id: '7' },
      'plain',
    ]);
  });

  it('that is empty is an empty list', async () => {
    bitbucket.answers(() => ({ body: { values: [] } }));
    expect(await read(clientWith(pool()).pages('/list'))).toEqual([]);
  });

  it.each([
    ['has no values', { size: 0 }],
    ['has values that are no list', { values: {} }],
    ['is a list without a page around it', [1]],
    ['is an error with status 200', { type: 'error', error: { message: 'x' } }],
    ['links to a number', { values: [], next: 2 }],
  ])('fails when a page %s', async (_what, body) => {
    bitbucket.answers(() => ({ body }));
    await expect(read(clientWith(pool()).pages('/list'))).rejects.toMatchObject({ code: 'BITBUCKET_ANSWER_UNREADABLE' });
  });

  it('fails when its pages lead round in a circle', async () => {
    bitbucket.answers(() => ({ body: { values: [{}], next: `${bitbucket.apiUrl}/list` } }));
    await expect(read(clientWith(pool()).pages('/list'))).rejects.toThrow('round in a circle');
  });

  it('fails when the next page is at another host, and sends nothing there', async () => {
    bitbucket.answers(() => ({ body: { values: [], next: 'https://api.bitbucket.org/2.0/list?page=2' } }));
    await expect(read(clientWith(pool()).pages('/list'))).rejects.toMatchObject({ code: 'BITBUCKET_FOREIGN_LINK' });
    expect(bitbucket.arrivals).toHaveLength(1);
  });
});

describe('an abort', () => {
  it('ends a request that is under way, and the use is settled', async () => {
    const abort = new AbortController();
    bitbucket.answers(() => {
      abort.abort(new Error('the run was cancelled'));
      return undefined;
    });
    const pool = CredentialPool.ofTokens('a');
    await expect(clientWith(pool, { signal: abort.signal }).get('/user')).rejects.toThrow('the run was cancelled');
    expect([pool.kinds, pool.unsettled]).toEqual([['a unanswered'], 0]);
  });

  it('before the request sends nothing and asks for no credential', async () => {
    const pool = CredentialPool.ofTokens('a');
    await expect(clientWith(pool, { signal: AbortSignal.abort(new Error('over')) }).get('/user')).rejects.toThrow('over');
    expect([pool.kinds, bitbucket.arrivals]).toEqual([[], []]);
  });
});

describe('an OAuth consumer', () => {
  const consumer = { kind: 'oauth_consumer', key: 'key', secret: 'hush' } as const;
  let issued: number;
  let refused: Set<string>;
  let time: Date;

  beforeEach(() => {
    issued = 0;
    refused = new Set();
    time = now;
    bitbucket.answers(({ path, authorization }) => {
      if (path === '/site/oauth2/access_token') return { body: { access_token: `token${(issued += 1)}`, expires_in: 7200 } };
      return refused.has(authorization ?? '') ? { status: 401, body: { error: { message: 'expired' } } } : { body: { authorization } };
    });
  });

  const pool = (): CredentialPool => new CredentialPool(consumer);
  const client = (credentials = pool()): BitbucketClient => clientWith(credentials, { now: () => time });

  it('signs in with a token that it fetches once', async () => {
    const one = client();
    expect((await one.get('/user')).data).toEqual({ authorization: 'Bearer token1' });
    await one.get('/user');
    const requests = bitbucket.arrivals.filter(({ path }) => path === '/site/oauth2/access_token');
    expect(requests).toMatchObject([{ method: 'POST', authorization: `Basic ${btoa('key:hush')}`, body: 'grant_type=client_credentials' }]);
  });

  it('fetches one token for requests at the same time', async () => {
    const one = client();
    await Promise.all([one.get('/a'), one.get('/b'), one.get('/c')]);
    expect(issued).toBe(1);
  });

  it('renews its token before it expires', async () => {
    const one = client();
    await one.get('/user');
    time = new Date(now.getTime() + 6_899_000);
    await one.get('/user');
    expect(issued).toBe(1);
    time = new Date(now.getTime() + 6_901_000);
    expect((await one.get('/user')).data).toEqual({ authorization: 'Bearer token2' });
  });

  it('is not rejected because its token was revoked early', async () => {
    const credentials = pool();
    const one = client(credentials);
    await one.get('/user');
    refused.add('Bearer token1');
    expect((await one.get('/user')).data).toEqual({ authorization: 'Bearer token2' });
    expect(credentials.kinds).toEqual(['oauth_consumer served', 'oauth_consumer served', 'oauth_consumer served']);
  });

  it('is rejected when even a new token is refused', async () => {
    refused.add('Bearer token1');
    const credentials = pool();
    await expect(client(credentials).get('/user')).rejects.toThrow(NoAccountLeftError);
    expect(credentials.kinds).toEqual(['oauth_consumer rejected']);
  });

  it.each([
    [400, '{"error":"invalid_client"}', 'oauth_consumer rejected'],
    [401, '', 'oauth_consumer rejected'],
    [429, limitText, 'oauth_consumer rate_limited'],
    [403, limitText, 'oauth_consumer rate_limited'],
  ])('whose token is refused with %i and %j is settled as %s', async (status, body, kind) => {
    bitbucket.answers(() => ({ status, body }));
    const credentials = pool();
    await expect(client(credentials).get('/user')).rejects.toThrow(NoAccountLeftError);
    expect(credentials.kinds).toEqual([kind]);
    expect(bitbucket.arrivals).toHaveLength(1);
  });

  it('waits for the token endpoint like for any other answer', async () => {
    let stumbled = false;
    bitbucket.answers(({ path }) => {
      if (path !== '/site/oauth2/access_token') return { body: { ok: true } };
      if (stumbled) return { body: { access_token: 'token' } };
      stumbled = true;
      return { status: 302, headers: { Location: 'https://evil.example' } };
    });
    expect((await client().get('/user')).data).toEqual({ ok: true });
    expect(pauses).toEqual([500]);
  });
});
