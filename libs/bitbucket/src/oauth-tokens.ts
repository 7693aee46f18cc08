import { asObject, asText } from './json.ts';
import { basicAuthorization, type CredentialSecret, type OAuthConsumerSecret } from './credential-secret.ts';
import { parseHttpUrl } from './api-address.ts';
import { exchange, type Exchange } from './exchange.ts';

/** The token endpoint answered, but not with a token. */
export class TokenRefusedError extends Error {
  readonly answer: Exchange;

  constructor(answer: Exchange) {
    super(`The token endpoint answered ${answer.status}`);
    this.answer = answer;
  }
}

interface Token {
  readonly value: string;
  readonly renewAt: number;
}

export interface AccessToken {
  readonly value: string;
  /** Just fetched: when Bitbucket refuses it, the consumer is no good, not the age of the token. */
  readonly fresh: boolean;
}

export const tokenPath = '/site/oauth2/access_token';
const limits = { timeoutMs: 30_000, maxBytes: 1_000_000 };

/** Access tokens of OAuth consumers (client credentials), in memory alone, each used until shortly before it expires. */
export class OAuthTokens {
  private readonly endpoint: URL;
  readonly now: () => Date;
  private readonly tokens = new Map<string, Token>();
  private readonly fetching = new Map<string, Promise<Token>>();

  /** The consumer's key and secret are only ever sent to `gitUrl`. */
  constructor(options: { gitUrl: string; now: () => Date }) {
    this.endpoint = new URL(tokenPath, parseHttpUrl(options.gitUrl));
    this.now = options.now;
  }

  /** Rejects with {@link TokenRefusedError}, or NoAnswerError without an answer. */
  async tokenOf(consumer: OAuthConsumerSecret): Promise<AccessToken> {
    const known = this.tokens.get(identityOf(consumer));
    if (known !== undefined && this.now().getTime() < known.renewAt) return { value: known.value, fresh: false };
    return { value: (await this.fetchOnce(consumer)).value, fresh: true };
  }

  /** Bitbucket refused `token` before its time. */
  forget(consumer: OAuthConsumerSecret, token: string): void {
    const id = identityOf(consumer);
    if (this.tokens.get(id)?.value === token) this.tokens.delete(id);
  }

  /** Git refused the token of an OAuth consumer; false for any other kind of credential, which has none. */
  forgetTokenOf(secret: CredentialSecret): boolean {
    return secret.kind === 'oauth_consumer' && this.tokens.delete(identityOf(secret));
  }

  private fetchOnce(consumer: OAuthConsumerSecret): Promise<Token> {
    const id = identityOf(consumer);
    const running = this.fetching.get(id);
    if (running !== undefined) return running;
    const fetching = this.fetch(consumer).finally(() => this.fetching.delete(id));
    this.fetching.set(id, fetching);
    return fetching;
  }

  private async fetch(consumer: OAuthConsumerSecret): Promise<Token> {
    const authorization = basicAuthorization(consumer.key, consumer.secret);
    const form = { grant_type: 'client_credentials' };
    const answer = await exchange({ url: this.endpoint, authorization, form }, { ...limits, signal: undefined });
    const token = readToken(answer, this.now());
    if (token === null) throw new TokenRefusedError(answer);
    this.tokens.set(identityOf(consumer), token);
    return token;
  }
}

function identityOf(consumer: OAuthConsumerSecret): string {
  return `${consumer.key}\n${consumer.secret}`;
}

function readToken(answer: Exchange, now: Date): Token | null {
  if (answer.status !== 200) return null;
  const json = asObject(parsed(answer.body));
  const value = asText(json?.['access_token']);
  return value === null ? null : { value, renewAt: now.getTime() + usableSeconds(json?.['expires_in']) * 1000 };
}

/** The documentation says an hour, a recorded answer two: `expires_in` decides. Renewed 5 minutes early, or after half of a shorter life. */
function usableSeconds(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : 3600;
  return Math.max(seconds / 2, seconds - 300);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
