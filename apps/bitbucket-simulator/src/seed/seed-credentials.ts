import type { AccessToken, ApiToken, AppPassword, Credential, OAuthConsumer } from '../world/credential.ts';
import type { User } from '../world/people.ts';
import type { World } from '../world/world.ts';
import { classicReadScopes, recommendedScopes, restoreScopes } from './recommended-scopes.ts';
import type { SeededPeople } from './seed-people.ts';
import { SeededRandom } from './seeded-random.ts';

/** One credential for every case that a client has to tell apart. */
export interface SeededCredentials {
  readonly admin: ApiToken;
  /** Of the same user as `admin`: they share one quota. */
  readonly adminSecondToken: ApiToken;
  /** Of `admin`, with the scopes to write. */
  readonly restore: ApiToken;
  /** Of the other workspace owners, each its own account. */
  readonly additional: readonly ApiToken[];
  readonly withoutPullRequests: ApiToken;
  /** A member of the workspace who is no owner. */
  readonly nonAdmin: ApiToken;
  /** A user who is no member. */
  readonly stranger: ApiToken;
  readonly expired: ApiToken;
  readonly workspaceAccessToken: AccessToken;
  readonly projectAccessToken: AccessToken;
  readonly repositoryAccessToken: AccessToken;
  readonly oauthConsumer: OAuthConsumer;
  readonly deadAppPassword: AppPassword;
}

export function seedCredentials(world: World, people: SeededPeople, seed: number, now: Date): SeededCredentials {
  const maker = new CredentialMaker(seed, now);
  const [admin, ...others] = people.admins;
  if (!admin) throw new RangeError('There must be at least one admin.');
  const credentials: SeededCredentials = {
    admin: maker.apiToken('admin', admin, recommendedScopes),
    adminSecondToken: maker.apiToken('admin-second-token', admin, recommendedScopes),
    restore: maker.apiToken('restore', admin, restoreScopes),
    additional: others.map((user, index) => maker.apiToken(`additional-${index + 1}`, user, recommendedScopes)),
    withoutPullRequests: maker.apiToken('without-pull-requests', others[0] ?? admin, withoutPullRequests),
    nonAdmin: maker.apiToken('non-admin', people.member, recommendedScopes),
    stranger: maker.apiToken('stranger', people.stranger, recommendedScopes),
    expired: maker.apiToken('expired', admin, recommendedScopes, -1),
    workspaceAccessToken: maker.accessToken('workspace_access_token', null),
    projectAccessToken: maker.accessToken('project_access_token', world.projects[0]?.key ?? null),
    repositoryAccessToken: maker.accessToken('repository_access_token', world.repositories[0]?.uuid ?? null),
    oauthConsumer: maker.oauthConsumer(others[0] ?? admin),
    deadAppPassword: maker.appPassword(admin),
  };
  world.credentials.push(...Object.values<Credential | readonly Credential[]>({ ...credentials }).flat());
  return credentials;
}

/** What Bitbucket does not let one choose for such a token. */
const notOffered: Readonly<Record<AccessToken['kind'], readonly string[]>> = {
  workspace_access_token: [],
  project_access_token: ['account'],
  repository_access_token: ['account', 'project'],
};

const withoutPullRequests = recommendedScopes.filter((scope) => scope !== 'read:pullrequest:bitbucket');
const day = 86_400_000;

class CredentialMaker {
  readonly #seed: number;
  readonly #now: Date;

  constructor(seed: number, now: Date) {
    this.#seed = seed;
    this.#now = now;
  }

  apiToken(label: string, user: User, scopes: readonly string[], validForDays = 364): ApiToken {
    const random = this.#random(label);
    const { email, username } = user;
    const expiresAt = new Date(this.#now.getTime() + validForDays * day);
    const token = `ATATT3xFfGF0${random.characters(60)}`;
    return { kind: 'api_token', label, ...alive(random, user.uuid, scopes), user: user.uuid, email, username, token, expiresAt };
  }

  accessToken(kind: AccessToken['kind'], reaches: string | null): AccessToken {
    const random = this.#random(kind);
    const scopes = classicReadScopes.filter((scope) => !notOffered[kind].includes(scope));
    return {
      kind,
      label: kind.replaceAll('_', '-'),
      ...alive(random, null, scopes),
      token: `ATCTT3xFfGN0${random.characters(60)}`,
      reaches,
    };
  }

  oauthConsumer(owner: User): OAuthConsumer {
    const random = this.#random('oauth-consumer');
    const identity = { owner: owner.uuid, key: random.characters(18), secret: random.characters(32) };
    return { kind: 'oauth_consumer', label: 'oauth-consumer', ...alive(random, null, classicReadScopes), ...identity };
  }

  appPassword(user: User): AppPassword {
    const random = this.#random('app-password');
    const password = `ATBB${random.characters(28)}`;
    return { kind: 'app_password', label: 'dead-app-password', ...alive(random, user.uuid, []), username: user.username, password };
  }

  #random(label: string): SeededRandom {
    return new SeededRandom(this.#seed, 'credential', label);
  }
}

function alive(random: SeededRandom, account: string | null, scopes: readonly string[]) {
  const id = random.uuid();
  return { id, account: account ?? id, scopes, revoked: false };
}
