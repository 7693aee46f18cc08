import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Git } from './git.ts';
import type { GitError } from './git.errors.ts';
import type { Interception } from './testing/git-http-server.ts';
import { openWorkshop, type Workshop } from './testing/workshop.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
  shop.upstream.commit('refs/heads/main', { a: '1' });
});
afterEach(() => shop.close());

const answering =
  (status: number, headers: Record<string, string> = {}, body = ''): Interception =>
  (_arrival, response) => {
    response.writeHead(status, { 'Content-Type': 'text/plain', ...headers }).end(body);
    return true;
  };

/** Lets git answer until the pack itself is asked for. */
const atThePack =
  (interception: Interception): Interception =>
  (arrival, response) =>
    shop.server.arrivals.length >= 3 && interception(arrival, response);

async function failure(work: Promise<unknown>): Promise<GitError> {
  return work.then(
    () => Promise.reject(new Error('it should have failed')),
    (error: unknown) => error as GitError,
  );
}

const fetch = (): Promise<unknown> => shop.git.fetchMirror(shop.mirror, shop.server.remote());

describe('a refusing server', () => {
  it.each([
    [429, 'GIT_RATE_LIMITED'],
    [401, 'GIT_AUTHENTICATION_FAILED'],
    [403, 'GIT_AUTHENTICATION_FAILED'],
    [404, 'GIT_REPOSITORY_NOT_FOUND'],
    [410, 'GIT_FAILED'],
    [503, 'GIT_FAILED'],
  ])('with %i is a %s, after one request', async (httpStatus, code) => {
    shop.server.intercept = answering(httpStatus, { 'WWW-Authenticate': 'Basic realm="x"' }, 'no');
    expect(await failure(fetch())).toMatchObject({ code, httpStatus, requests: 1 });
    expect(await failure(shop.git.lsRemote(shop.server.remote()))).toMatchObject({ code, httpStatus, requests: 1 });
    expect(shop.server.arrivals).toHaveLength(2);
  });

  it('tells how long the rate limit lasts', async () => {
    shop.server.intercept = answering(429, { 'Retry-After': '17' }, 'Rate limit for this resource has been exceeded');
    const error = await failure(fetch());
    expect(error).toMatchObject({ retryAfterSeconds: 17 });
    expect(error.message).toContain('Rate limit for this resource has been exceeded');
  });

  it('may tell it as a date', async () => {
    shop.server.intercept = answering(429, { 'Retry-After': 'Sun, 22 Nov 2026 10:01:00 GMT' });
    const git = new Git({ now: () => new Date('2026-11-22T10:00:00Z') });
    expect(await failure(git.lsRemote(shop.server.remote()))).toMatchObject({ retryAfterSeconds: 60 });
  });

  it('limits the rate with a 403 and the same words', async () => {
    shop.server.intercept = answering(403, {}, 'Rate limit for this resource has been exceeded');
    expect(await failure(fetch())).toMatchObject({ code: 'GIT_RATE_LIMITED', retryAfterSeconds: null });
  });

  it('limits the rate in the middle of a fetch, and every request is counted', async () => {
    shop.server.intercept = atThePack(answering(429));
    expect(await failure(fetch())).toMatchObject({ code: 'GIT_RATE_LIMITED', requests: 3 });
    expect(shop.server.arrivals).toHaveLength(3);
  });

  it('does not know the repository', async () => {
    expect(await failure(shop.git.lsRemote(shop.server.remote('none.git')))).toMatchObject({ code: 'GIT_REPOSITORY_NOT_FOUND' });
  });

  it('redirects, and nothing follows it', async () => {
    shop.server.intercept = answering(301, { Location: `${shop.server.remote().url}/../elsewhere.git/info/refs` });
    expect(await failure(fetch())).toMatchObject({ code: 'GIT_FAILED', httpStatus: 301, requests: 1 });
    expect(shop.server.arrivals).toHaveLength(1);
  });
});

describe('a server that stops in the middle', () => {
  it('is a failure, and the mirror can be fetched again', async () => {
    shop.server.intercept = atThePack((_arrival, response) => {
      response.writeHead(200, { 'Content-Type': 'application/x-git-upload-pack-result' }).write('000dpackfile\n');
      setImmediate(() => response.destroy());
      return true;
    });
    expect(await failure(fetch())).toMatchObject({ code: 'GIT_FAILED' });
    shop.server.intercept = () => false;
    await fetch();
    expect(await shop.git.listRefs(shop.mirror)).toHaveLength(1);
  });

  it('is given up after as long as the git was told, where the command says nothing else', async () => {
    shop.server.intercept = () => true;
    const git = new Git({ noProgressSeconds: 0.5 });
    expect(await failure(git.lsRemote(shop.server.remote()))).toMatchObject({ code: 'GIT_STALLED' });
  });

  it.each([
    ['before it answers', (): boolean => true],
    [
      'after it began to answer',
      ((_arrival, response) => {
        response.writeHead(200, { 'Content-Type': 'application/x-git-upload-pack-advertisement' }).write('001e');
        return true;
      }) satisfies Interception,
    ],
  ])('for too long %s is given up', async (_when, interception) => {
    shop.server.intercept = interception;
    const stalled = shop.git.fetchMirror(shop.mirror, shop.server.remote(), { noProgressSeconds: 1 });
    expect(await failure(stalled)).toMatchObject({ code: 'GIT_STALLED', requests: 1 });
  });
});

describe('a slow server', () => {
  it('is waited for as long as something moves', async () => {
    let ticks = 0;
    shop.server.intercept = atThePack((_arrival, response) => {
      response.writeHead(200, { 'Content-Type': 'application/x-git-upload-pack-result' }).write('000dpackfile\n');
      const timer = setInterval(() => {
        ticks += 1;
        response.write('000b\x02work\r'); // progress, as a server sends it while it counts
        if (ticks < 20) return;
        clearInterval(timer);
        response.destroy();
      }, 100);
      return true;
    });
    const slow = shop.git.fetchMirror(shop.mirror, shop.server.remote(), { noProgressSeconds: 1.5 });
    expect(await failure(slow)).toMatchObject({ code: 'GIT_FAILED' });
    expect(ticks).toBeGreaterThanOrEqual(20);
  });
});

describe('a git that gets on', () => {
  it('says so, whether it talks to a server or works by itself', async () => {
    let times = 0;
    const onProgress = () => (times += 1);
    await shop.git.fetchMirror(shop.mirror, shop.server.remote(), { onProgress });
    expect(times).toBeGreaterThan(2);
    const file = shop.path('all.bundle');
    for (const work of [
      () => shop.git.createBundle(shop.mirror, file, { refs: ['refs/heads/main'], excluding: [] }, { onProgress }),
      () => shop.git.unbundle(shop.mirror, file, { onProgress }),
      () => shop.git.fsck(shop.mirror, { onProgress }),
    ]) {
      times = 0;
      await work();
      expect(times).toBeGreaterThan(0);
    }
  });
});

describe('an abort', () => {
  it('ends git with its helpers, and tells the requests that were sent', async () => {
    const abort = new AbortController();
    const closed = new Promise((resolve) => {
      shop.server.intercept = (_arrival, response) => {
        if (shop.server.arrivals.length < 2) return false;
        response.once('close', resolve);
        abort.abort();
        return true;
      };
    });
    const error = await failure(shop.git.fetchMirror(shop.mirror, shop.server.remote(), { signal: abort.signal }));
    expect(error.code).toBe('GIT_ABORTED');
    expect([1, 2]).toContain(error.requests); // the second was just leaving
    await closed;
  });

  it('finds each request told already, as it was sent', async () => {
    const abort = new AbortController();
    shop.server.intercept = () => true;
    const sent = new Promise<void>((resolve) => {
      const options = { signal: abort.signal, onRequest: resolve };
      void shop.git.lsRemote(shop.server.remote(), options).catch(() => undefined);
    });
    await sent;
    abort.abort();
  });

  it('beforehand starts nothing', async () => {
    const options = { signal: AbortSignal.abort() };
    expect(await failure(shop.git.lsRemote(shop.server.remote(), options))).toMatchObject({ code: 'GIT_ABORTED', requests: 0 });
    expect(shop.server.arrivals).toEqual([]);
  });
});

describe('a remote', () => {
  it.each(['--upload-pack=touch x', 'ext::sh -c x', 'file:///etc', '/etc', 'ssh://git@bitbucket.org/x', 'https://jo:hush@bitbucket.org/x'])(
    'cannot be %s, and the refusal does not repeat it',
    async (url) => {
      const refused = await failure(shop.git.lsRemote({ ...shop.server.remote(), url }));
      expect(refused).toBeInstanceOf(TypeError);
      expect(refused.message).not.toContain(url);
    },
  );
});

describe('git itself', () => {
  it('tells its version', async () => {
    expect(await shop.git.version()).toMatch(/^2\.\d+/);
  });

  it('may be missing', async () => {
    const git = new Git({ gitBinary: 'no-such-git' });
    expect(await failure(git.version())).toMatchObject({ code: 'GIT_NOT_AVAILABLE' });
  });
});
