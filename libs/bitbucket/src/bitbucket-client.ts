import type { CredentialFacts } from './answer-headers.ts';
import { ApiAddress, type Query } from './api-address.ts';
import { BitbucketAnswerError } from './bitbucket.errors.ts';
import type { CredentialSource } from './credential-source.ts';
import { OAuthTokens } from './oauth-tokens.ts';
import { readPage, SeenItems, type Page } from './page.ts';
import { RequestSender } from './request-sender.ts';
import { sleepFor, type Sleep } from './retry-pause.ts';

export interface BitbucketClientOptions {
  /** For example `https://api.bitbucket.org/2.0`. Credentials are sent to this origin and to that of `gitUrl`, to no other. */
  readonly apiUrl: string;
  /** For example `https://bitbucket.org`; issues the access tokens of OAuth consumers. */
  readonly gitUrl: string;
  readonly credentials: CredentialSource;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  /** A request is given up when nothing of its answer arrives for so long. Default: 60 000. */
  readonly timeoutMs?: number | undefined;
  /** Called whenever something of an answer arrived. */
  readonly onProgress?: (() => void) | undefined;
  /** How often a failing request is sent at most. Default: 5. */
  readonly attempts?: number | undefined;
  /** The largest answer that is read, in bytes. Default: 64 MiB. */
  readonly maxAnswerBytes?: number | undefined;
  /** To share the access tokens of OAuth consumers with other clients and with git. */
  readonly oauthTokens?: OAuthTokens | undefined;
  readonly sleep?: Sleep | undefined;
  readonly random?: (() => number) | undefined;
}

/** The JSON as it came, and what its headers tell about the credential that asked. */
export interface Answer extends CredentialFacts {
  readonly data: unknown;
}

export interface GetOptions {
  /** Follows a redirect to another origin, without a credential. Otherwise it is an error. */
  readonly followElsewhere?: boolean;
}

const mostRedirects = 5;

/**
 * Reads from Bitbucket Cloud. A 429 or 401 is no error here: the same request goes out again with the next credential of the source,
 * so a walk through many pages goes on where it was.
 *
 * Methods reject with a BitbucketError, with the reason of the signal, or with what the credential source rejects with.
 */
export class BitbucketClient {
  readonly oauthTokens: OAuthTokens;
  private readonly api: ApiAddress;
  private readonly sender: RequestSender;

  constructor(options: BitbucketClientOptions) {
    this.api = new ApiAddress(options.apiUrl);
    this.oauthTokens = options.oauthTokens ?? new OAuthTokens(options);
    this.sender = new RequestSender({
      credentials: options.credentials,
      tokens: this.oauthTokens,
      limits: {
        timeoutMs: options.timeoutMs ?? 60_000,
        maxBytes: options.maxAnswerBytes ?? 64 * 1024 * 1024,
        signal: options.signal,
        onProgress: options.onProgress,
      },
      retries: { attempts: options.attempts ?? 5, sleep: options.sleep ?? sleepFor, random: options.random ?? Math.random },
      now: options.now,
    });
  }

  /** `path` begins with `/`, is below the API's address, and its segments are encoded already. */
  async get(path: string, query: Query = {}, options: GetOptions = {}): Promise<Answer> {
    return this.read(this.api.urlOf(path, query), options);
  }

  /** The values of each page of a list, as {@link walk} reads it. */
  async *pages(path: string, query: Query = {}): AsyncGenerator<readonly unknown[], void, undefined> {
    for await (const { values } of this.walk(path, query)) yield values;
  }

  /**
   * Each page of a list, without what an earlier page held already. `next` is opaque and followed at the configured API alone. `from` is the
   * `next` of a page that was read before, and the walk begins there.
   */
  async *walk(path: string, query: Query = {}, from: string | null = null): AsyncGenerator<Page, void, undefined> {
    const seen = new SeenItems();
    const visited = new Set<string>();
    const begin = this.api.urlOf(path, query);
    let url: URL | null = from === null ? begin : this.api.nextPage(from, begin);
    while (url !== null) {
      if (visited.has(url.href)) throw new BitbucketAnswerError(url.pathname, 'its pages lead round in a circle');
      visited.add(url.href);
      const page = readPage((await this.read(url)).data, url.pathname);
      const next: URL | null = page.next === null ? null : this.api.nextPage(page.next, url);
      yield { ...page, values: seen.fresh(page.values), next: next?.href ?? null };
      url = next;
    }
  }

  /** Whether an address that was kept is one of the configured API: no other gets a credential. */
  owns(address: string): boolean {
    return this.api.ownsAddress(address);
  }

  private async read(from: URL, options: GetOptions = {}): Promise<Answer> {
    let url = from;
    let trusted = true;
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const answer = trusted ? await this.sender.answerTo(url) : await this.sender.answerFromElsewhere(url);
      if (answer.kind === 'data') return { data: answer.data, ...answer.facts };
      const target = this.api.redirect(answer.location, url);
      if (!target.trusted && options.followElsewhere !== true) throw this.api.foreignRedirect(target.url);
      // Once elsewhere, no credential is sent again: whoever is there must not make us use it.
      trusted = trusted && target.trusted;
      url = target.url;
    }
    throw new BitbucketAnswerError(from.pathname, `more than ${mostRedirects} redirects`);
  }
}
