import type { LoggedRequest } from '@holdfast/bitbucket-simulator';
import { describe, expect, it } from '@jest/globals';
import { answeredAgain, longestGap, usefulRequests, windowsAfterTheFirst, within } from './request-timeline.ts';

function request(at: number, path: string, changed: Partial<LoggedRequest> = {}): LoggedRequest {
  const pattern = 'GET /repositories/{workspace}/{repo_slug}';
  const usual = { method: 'GET', pattern, bucket: 'api', account: 'ada', credential: 'token', status: 200, fault: null } as const;
  return { ...usual, at: new Date(at).toISOString(), path, ...changed };
}

describe('Useful requests', () => {
  it('are those that were answered to our accounts, each address once', () => {
    const useful = request(1, '/a');
    const others = [
      request(2, '/a'),
      request(3, '/b', { status: 429 }),
      request(4, '/c', { account: 'bob' }),
      request(5, '/d', { credential: null }),
      request(6, '/e.git', { bucket: 'git' }),
    ];
    expect(usefulRequests([useful, ...others], ['ada'])).toEqual([useful]);
  });

  it('belong to a span from its beginning to before its end', () => {
    const times = [9, 10, 19, 20].map((at) => request(at, `/${at}`));
    expect(within(times, { from: 10, to: 20 })).toEqual(times.slice(1, 3));
  });
});

describe('Windows', () => {
  it('follow each other, without the first one', () => {
    expect(windowsAfterTheFirst(100, 10, 2)).toEqual([
      { from: 110, to: 120 },
      { from: 120, to: 130 },
    ]);
  });
});

describe('The longest gap', () => {
  const times = [3, 5, 11, 13].map((at) => request(at, `/${at}`));

  it('lies between two answers', () => {
    expect(longestGap(times, { from: 0, to: 14 })).toBe(6);
  });

  it('may lie before the first or after the last', () => {
    expect(longestGap(times, { from: 12, to: 40 })).toBe(27);
    expect(longestGap(times, { from: -20, to: 12 })).toBe(23);
    expect(longestGap([], { from: 5, to: 9 })).toBe(4);
  });
});

describe('An address that was answered again', () => {
  it('counts once, and only with the same status', () => {
    const asked = [request(1, '/a'), request(2, '/a'), request(3, '/a'), request(4, '/b'), request(5, '/b', { status: 429 })];
    expect([answeredAgain(asked, 200), answeredAgain(asked, 429)]).toEqual([1, 0]);
  });
});
