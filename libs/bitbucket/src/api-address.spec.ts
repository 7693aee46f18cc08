import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ApiAddress, bucketOf, pathOf } from './api-address.ts';
import { BitbucketAnswerError, BitbucketForeignLinkError } from './bitbucket.errors.ts';

const api = new ApiAddress('https://api.bitbucket.org/2.0/');
const page = new URL('https://api.bitbucket.org/2.0/repositories/acme');

describe('an address of the API', () => {
  it('is below the configured address, with or without a slash at its end', () => {
    expect(api.urlOf('/user').href).toBe('https://api.bitbucket.org/2.0/user');
    expect(new ApiAddress('http://127.0.0.1:7990').urlOf('/user').href).toBe('http://127.0.0.1:7990/user');
  });

  it('repeats a parameter with several values', () => {
    expect(api.urlOf('/x', { state: ['OPEN', 'MERGED'], pagelen: 50 }).search).toBe('?state=OPEN&state=MERGED&pagelen=50');
  });

  it.each(['ftp://api.bitbucket.org', 'api.bitbucket.org', 'https://user:pass@api.bitbucket.org', ''])('cannot be %j', (address) => {
    expect(() => new ApiAddress(address)).toThrow(TypeError);
  });

  it('keeps braces and slashes inside of a segment, and refuses segments that lead elsewhere', () => {
    expect(pathOf('{1}', 'a/b')).toBe('/%7B1%7D/a%2Fb');
    for (const segment of ['', '.', '..']) expect(() => pathOf(segment)).toThrow(RangeError);
  });
});

describe('a link to the next page', () => {
  it('is followed as it came', () => {
    expect(api.nextPage('https://api.bitbucket.org/2.0/repositories/acme?ctx=a%2Bb&page=2', page).href).toBe(
      'https://api.bitbucket.org/2.0/repositories/acme?ctx=a%2Bb&page=2',
    );
  });

  it.each([
    'https://evil.example/2.0/repositories/acme?page=2',
    'http://api.bitbucket.org/2.0/repositories/acme?page=2',
    'https://api.bitbucket.org:8443/2.0/x',
    'https://api.bitbucket.org.evil.example/x',
    'https://someone@api.bitbucket.org/2.0/x',
    '//evil.example/x',
    'javascript:alert(1)',
  ])('is refused when it is %s', (link) => {
    expect(() => api.nextPage(link, page)).toThrow(BitbucketForeignLinkError);
  });

  it('names the configured API and the foreign host in the refusal', () => {
    const simulator = new ApiAddress('http://127.0.0.1:7990/2.0');
    expect(() => simulator.nextPage('https://api.bitbucket.org/2.0/x?secret=1', new URL('http://127.0.0.1:7990/2.0/x'))).toThrow(
      'The next page leads to https://api.bitbucket.org, but credentials are only sent to http://127.0.0.1:7990, the configured API',
    );
  });

  it('stays at the configured origin or is refused, whatever it is', () => {
    const link = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.webUrl().map((url) => url.replace('https://', 'https://api.bitbucket.org@')),
    );
    fc.assert(
      fc.property(link, (next) => {
        try {
          const url = api.nextPage(next, page);
          expect([url.origin, url.username, url.password]).toEqual(['https://api.bitbucket.org', '', '']);
        } catch (error) {
          expect(error instanceof BitbucketForeignLinkError || error instanceof BitbucketAnswerError).toBe(true);
        }
      }),
    );
  });
});

describe('the bucket of a request', () => {
  it.each([
    ['/2.0/repositories/acme', 'api'],
    ['/2.0/repositories/acme/web/pullrequests', 'api'],
    ['/2.0/repositories/acme/hooks', 'webhooks'],
    ['/2.0/repositories/acme/web/hooks', 'webhooks'],
    ['/2.0/repositories/acme/web/src/main/README.md', 'raw'],
    ['/2.0/repositories/acme/web/downloads/a.zip', 'raw'],
    ['/2.0/repositories/acme/web/downloads', 'api'],
    ['/2.0/user', 'api'],
  ])('of %s is %s', (path, bucket) => {
    expect(bucketOf(new URL(path, 'https://api.bitbucket.org'))).toBe(bucket);
  });
});
