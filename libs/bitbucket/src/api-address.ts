import { BitbucketAnswerError, BitbucketForeignLinkError } from './bitbucket.errors.ts';
import type { Bucket } from './credential-source.ts';

export type QueryValue = string | number | readonly string[];
export type Query = Readonly<Record<string, QueryValue>>;

/** The configured API: makes addresses under it, and tells which links may be followed with a credential. */
export class ApiAddress {
  private readonly base: URL;

  /** Throws a TypeError unless `apiUrl` is an http(s) address without a user name. */
  constructor(apiUrl: string) {
    this.base = parseHttpUrl(apiUrl);
  }

  /** `path` begins with `/`, and its segments are encoded already (see {@link pathOf}). */
  urlOf(path: string, query: Query = {}): URL {
    const url = new URL(this.base);
    url.pathname = url.pathname.replace(/\/+$/, '') + path;
    for (const [name, value] of Object.entries(query)) {
      for (const item of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) url.searchParams.append(name, item);
    }
    return url;
  }

  /** The next page; throws {@link BitbucketForeignLinkError} when it is anywhere else than at the configured API. */
  nextPage(link: string, from: URL): URL {
    const url = URL.parse(link, from.href);
    if (url === null) throw new BitbucketAnswerError(from.pathname, 'its link to the next page is not an address');
    if (!this.owns(url)) throw new BitbucketForeignLinkError('next page', hostOf(url), this.base.origin);
    return withoutFragment(url);
  }

  ownsAddress(address: string): boolean {
    const url = URL.parse(address);
    return url !== null && this.owns(url);
  }

  /** Where a redirect leads, and whether a credential may go there. */
  redirect(location: string | undefined, from: URL): { url: URL; trusted: boolean } {
    const url = location === undefined ? null : URL.parse(location, from.href);
    if (url === null) throw new BitbucketAnswerError(from.pathname, 'a redirect without an address');
    return { url: withoutFragment(url), trusted: this.owns(url) };
  }

  foreignRedirect(url: URL): BitbucketForeignLinkError {
    return new BitbucketForeignLinkError('redirect', hostOf(url), this.base.origin);
  }

  /** A user name in a link would replace the credential of the request, so such a link is nobody's. */
  private owns(url: URL): boolean {
    return url.origin === this.base.origin && url.username === '' && url.password === '';
  }
}

/** An http(s) address without user name, or a TypeError that names it. */
export function parseHttpUrl(address: string): URL {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new TypeError('The address of Bitbucket must begin with https:// or http://');
  if (url.username !== '' || url.password !== '') throw new TypeError('The address of Bitbucket must not contain a user name');
  return url;
}

/** A path of encoded segments. Braces, slashes and dots in a segment stay inside of it; an empty one is a RangeError. */
export function pathOf(...segments: readonly string[]): string {
  return segments.map((segment) => `/${encodedSegment(segment)}`).join('');
}

/** Nothing, `.` and `..` would lead to another path. */
export function isPathSegment(segment: string): boolean {
  return !/^\.{0,2}$/.test(segment);
}

function encodedSegment(segment: string): string {
  if (!isPathSegment(segment)) throw new RangeError(`'${segment}' is no name in a path`);
  return encodeURIComponent(segment);
}

/** Which limit of Bitbucket a request spends: webhooks and file contents are counted apart from everything else. */
export function bucketOf(url: URL): Bucket {
  if (/\/hooks(\/|$)/.test(url.pathname)) return 'webhooks';
  return /\/repositories\/[^/]+\/[^/]+\/(src|downloads)\/./.test(url.pathname) ? 'raw' : 'api';
}

function withoutFragment(url: URL): URL {
  const clean = new URL(url);
  clean.hash = '';
  return clean;
}

/** Without path and query: the link of a storage is a secret in itself. */
function hostOf(url: URL): string {
  return `${url.protocol}//${url.host}`;
}
