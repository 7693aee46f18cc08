import { describe, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import type { AccessTokenCreated, AccessTokenRevoked } from '../contracts/access.events.ts';
import { accessTokens } from './access-tokens.decider.ts';
import { FIRST_TOKEN } from './first-token.ts';

const now = new Date('2026-11-22T08:00:00Z');
const tokenHash = '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752';

const token = (change: Partial<AccessTokenCreated['data']> = {}): AccessTokenCreated => ({
  type: 'AccessTokenCreated',
  data: { tokenId: 't-ann', name: 'ann', role: 'administrator', tokenHash, expiresAt: null, ...change },
});
const revoked = ({ data: { tokenId, name } }: AccessTokenCreated): AccessTokenRevoked => ({
  type: 'AccessTokenRevoked',
  data: { tokenId, name },
});
const create = ({ data }: AccessTokenCreated) => ({ type: 'CreateAccessToken', now, token: data }) as const;
const revoke = (tokenId: string, firstIsOfSettings = false) => ({ type: 'RevokeAccessToken', tokenId, firstIsOfSettings }) as const;

const ann = token();
const bob = token({ tokenId: 't-bob', name: 'bob' });
const trainee = token({ tokenId: 't-tim', name: 'tim', expiresAt: '2026-12-01T00:00:00.000Z' });
const auditor = token({ tokenId: 't-eve', name: 'eve', role: 'auditor' });
const firstRevoked: AccessTokenRevoked = { type: 'AccessTokenRevoked', data: { tokenId: FIRST_TOKEN.id, name: 'administrator' } };

describe('creating a token', () => {
  it('records it', () => {
    given(accessTokens).when(create(ann)).then(ann);
  });

  it('is no news when it is there already', () => {
    given(accessTokens, ann).when(create(ann)).thenNothing();
  });

  it('is refused under a name that another one has, in whatever case', () => {
    given(accessTokens, ann)
      .when(create(token({ tokenId: 't-2', name: 'Ann' })))
      .thenRefused('ACCESS_TOKEN_NAME_TAKEN');
    given(accessTokens)
      .when(create(token({ name: 'Administrator' })))
      .thenRefused('ACCESS_TOKEN_NAME_TAKEN');
  });

  it('may take the name of one that was revoked', () => {
    const next = token({ tokenId: 't-2' });
    given(accessTokens, ann, revoked(ann)).when(create(next)).then(next);
  });

  it('is refused with an expiry that has passed', () => {
    given(accessTokens)
      .when(create(token({ expiresAt: '2026-11-22T08:00:00.000Z' })))
      .thenRefused('INVALID_REQUEST');
  });
});

describe('revoking a token', () => {
  it('records it', () => {
    given(accessTokens, ann, bob).when(revoke('t-bob')).then(revoked(bob));
    given(accessTokens, auditor).when(revoke('t-eve')).then(revoked(auditor));
  });

  it('is no news when it was revoked before', () => {
    given(accessTokens, ann, revoked(ann)).when(revoke('t-ann')).thenNothing();
  });

  it('is refused for one that there is not', () => {
    given(accessTokens).when(revoke('t-ann')).thenRefused('ACCESS_TOKEN_NOT_FOUND');
  });

  it('may be done to the first one when another administrator is there to stay', () => {
    given(accessTokens, ann).when(revoke(FIRST_TOKEN.id)).then(firstRevoked);
  });

  it.each([
    ['nobody else', []],
    ['an administrator whose token expires', [trainee]],
    ['an auditor', [auditor]],
    ['an administrator whose token was revoked', [ann, revoked(ann)]],
  ])('is refused for the first one with %s beside it', (_, others) => {
    given(accessTokens, ...others)
      .when(revoke(FIRST_TOKEN.id))
      .thenRefused('LAST_ADMINISTRATOR');
  });

  it('is refused for the last administrator who is there to stay', () => {
    given(accessTokens, ann, trainee, auditor, firstRevoked).when(revoke('t-ann')).thenRefused('LAST_ADMINISTRATOR');
    given(accessTokens, ann, bob, firstRevoked).when(revoke('t-ann')).then(revoked(ann));
    given(accessTokens, ann, trainee, firstRevoked).when(revoke('t-tim')).then(revoked(trainee));
  });

  it('leaves the token of the settings alone, which in turn locks nobody out', () => {
    given(accessTokens, ann).when(revoke(FIRST_TOKEN.id, true)).thenRefused('TOKEN_OF_SETTINGS');
    given(accessTokens, ann, firstRevoked).when(revoke('t-ann', true)).then(revoked(ann));
  });
});
