import { invalidToken, loginFailed } from '../http/api-problem.ts';
import { isAccessToken } from '../world/credential.ts';
import type { AccessToken, ApiToken, Credential, OAuthConsumer } from '../world/credential.ts';
import type { World } from '../world/world.ts';
import { nobody } from './caller.ts';
import type { Caller } from './caller.ts';

export interface Presented {
  readonly authorization: string | undefined;
  readonly address: string;
  readonly now: Date;
}

/** Finds out who asks. Each kind of credential is good for one method only; what is wrong is a 401. */
export class Authentication {
  readonly #world: World;
  readonly #apiTokensAsBearer: boolean;

  constructor(world: World, apiTokensAsBearer: boolean) {
    this.#world = world;
    this.#apiTokensAsBearer = apiTokensAsBearer;
  }

  /** REST: API tokens as Basic with the e-mail, access tokens and OAuth tokens as Bearer. Throws ApiProblem. */
  ofRest(presented: Presented): Caller {
    if (presented.authorization === undefined) return nobody(presented.address);
    const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(presented.authorization) ?? [];
    if (/^bearer$/i.test(scheme)) return this.#bearer(value, presented.now);
    const pair = /^basic$/i.test(scheme) ? basicPair(value) : null;
    if (!pair) throw loginFailed();
    const token = this.#liveApiToken(pair.password, presented.now);
    if (token?.email.toLowerCase() === pair.name.toLowerCase()) return this.#asApiToken(token);
    throw looksLikeToken(pair.password) ? invalidToken() : loginFailed();
  }

  /** git: the name says what the password is. Answers null instead of throwing, since git is told in its own way. */
  ofGit(presented: Presented): Caller | null {
    if (presented.authorization === undefined) return nobody(presented.address);
    const pair = basicPair(/^basic +(\S+)$/i.exec(presented.authorization)?.[1] ?? '');
    if (!pair) return null;
    if (pair.name === 'x-token-auth') return this.#accessOrOAuthToken(pair.password, presented.now);
    const token = this.#liveApiToken(pair.password, presented.now);
    if (!token || (pair.name !== 'x-bitbucket-api-token-auth' && pair.name !== token.username)) return null;
    return this.#asApiToken(token);
  }

  /** The consumer with this key and secret, for the token endpoint. */
  ofConsumer(authorization: string | undefined): OAuthConsumer | null {
    const pair = basicPair(/^basic +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
    const found = this.#world.credentials.find((known) => known.kind === 'oauth_consumer' && known.key === pair?.name);
    return found?.kind === 'oauth_consumer' && !found.revoked && found.secret === pair?.password ? found : null;
  }

  #bearer(token: string, now: Date): Caller {
    const caller = this.#accessOrOAuthToken(token, now);
    if (caller) return caller;
    const apiToken = this.#apiTokensAsBearer ? this.#liveApiToken(token, now) : undefined;
    if (apiToken) return this.#asApiToken(apiToken);
    throw invalidToken();
  }

  #accessOrOAuthToken(token: string, now: Date): Caller | null {
    const accessToken = this.#world.credentials.find((known) => isAccessToken(known) && !known.revoked && known.token === token);
    if (accessToken && isAccessToken(accessToken)) return asAccessToken(accessToken);
    const issued = this.#world.oauthTokens.get(token);
    return issued && !issued.consumer.revoked && issued.expiresAt > now ? this.#asConsumer(issued.consumer) : null;
  }

  #liveApiToken(token: string, now: Date): ApiToken | undefined {
    const isIt = (known: Credential) => known.kind === 'api_token' && known.token === token && !known.revoked && known.expiresAt > now;
    const found = this.#world.credentials.find(isIt);
    return found?.kind === 'api_token' ? found : undefined;
  }

  #asApiToken(credential: ApiToken): Caller {
    const user = this.#world.users.get(credential.user) ?? null;
    const { account, scopes } = credential;
    const counted = { account, kind: 'user' } as const;
    return { credential, credentialType: 'api_token', user, accessToken: null, scopes, vocabulary: 'api-token', counted };
  }

  #asConsumer(credential: OAuthConsumer): Caller {
    const user = this.#world.users.get(credential.owner) ?? null;
    const { account, scopes } = credential;
    return {
      credential,
      credentialType: 'oauth',
      user,
      accessToken: null,
      scopes,
      vocabulary: 'classic',
      counted: { account, kind: 'consumer' },
    };
  }
}

function asAccessToken(credential: AccessToken): Caller {
  const { account, scopes } = credential;
  return {
    credential,
    credentialType: credential.kind.replace('repository_', 'repo_'),
    user: null,
    accessToken: credential,
    scopes,
    vocabulary: 'classic',
    counted: { account, kind: 'access-token' },
  };
}

function basicPair(value: string): { name: string; password: string } | null {
  const text = Buffer.from(value, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? null : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** App passwords begin with ATBB and are answered like any wrong password. */
function looksLikeToken(password: string): boolean {
  return /^(ATAT|ATCT)/.test(password);
}
