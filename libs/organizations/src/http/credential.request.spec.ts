import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused, requested } from '@holdfast/http/testing';
import { identityOf } from '../application/credential-secret.ts';
import { AddAdditionalCredentialRequest, CredentialRequest, expiryOf, secretOf } from './credential.request.ts';

const apiToken = { kind: 'api_token', email: 'ann@example.org', token: 'ATATT3x' };
const accessToken = { kind: 'access_token', token: 'ATCTT3x' };
const oauthConsumer = { kind: 'oauth_consumer', key: 'the-key', secret: 'the-secret' };
const appPassword = { kind: 'app_password', username: 'ann', password: 'ATBBxyz' };
const everyKind = [apiToken, accessToken, oauthConsumer, appPassword];

const use = (request: CredentialRequest) => [identityOf(secretOf(request)), expiryOf(request)];
for (const credential of everyKind) describeRequest(`CredentialRequest with an ${credential.kind}`, CredentialRequest, credential, use);
const second = {
  ...apiToken,
  label: 'second',
  expiresAt: '2027-11-22T08:00:00Z',
};
describeRequest('AddAdditionalCredentialRequest', AddAdditionalCredentialRequest, second, use);

describe('a credential in a body', () => {
  it.each(everyKind)('becomes the secret of its kind: $kind', async (credential) => {
    expect(secretOf(await requested(CredentialRequest, credential))).toEqual(credential);
  });

  it.each(everyKind)('needs every field of its kind: $kind', async ({ kind, ...fields }) => {
    expect(await fieldsRefused(CredentialRequest, { kind })).toEqual(Object.keys(fields));
  });

  it('has no field of another kind: a secret in the wrong field would be lost without a word', async () => {
    expect(await fieldsRefused(CredentialRequest, { ...apiToken, password: 'ATBBxyz' })).toEqual(['password']);
    expect(await fieldsRefused(CredentialRequest, { ...accessToken, email: 'ann@example.org' })).toEqual(['email']);
    expect(await fieldsRefused(CredentialRequest, { ...oauthConsumer, token: 'ATATT3x', username: 'ann' })).toEqual(['token', 'username']);
  });

  it.each([undefined, 'ssh_key', 'API_TOKEN', '', 7, null, ['api_token']])('is of a known kind, not %j', async (kind) => {
    expect(await fieldsRefused(CredentialRequest, { ...apiToken, kind })).toEqual(['kind']);
  });

  it.each([
    ['email', 'ann'],
    ['email', ''],
    ['email', ['ann@example.org']],
    ['token', ''],
    ['token', 7],
    ['token', null],
    ['token', 'x'.repeat(4_097)],
    ['expiresAt', '2027-02-30'],
    ['expiresAt', '2027-W01-1'],
    ['expiresAt', '2027-11-22T08:00:00'],
    ['expiresAt', 'soon'],
  ])('names %s when it is %j', async (field, value) => {
    expect(await fieldsRefused(CredentialRequest, { ...apiToken, [field]: value })).toEqual([field]);
  });

  it('expires when it says so, told in UTC, or at a time that nobody knows', async () => {
    const expiry = async (expiresAt?: string | null) => expiryOf(await requested(CredentialRequest, { ...apiToken, expiresAt }));
    expect(await expiry('2027-11-22T08:00:00+05:30')).toBe('2027-11-22T02:30:00.000Z');
    expect(await expiry('2027-11-22')).toBe('2027-11-22T00:00:00.000Z');
    expect(await expiry(null)).toBeNull();
    expect(await expiry()).toBeNull();
  });
});

describe('the label of an additional credential', () => {
  it('is freed of the blanks around it', async () => {
    expect((await requested(AddAdditionalCredentialRequest, { ...apiToken, label: '  second ' })).label).toBe('second');
  });

  it.each([undefined, '', '   ', 7, null, ['second'], 'x'.repeat(101)])('is not %j', async (label) => {
    expect(await fieldsRefused(AddAdditionalCredentialRequest, { ...apiToken, label })).toEqual(['label']);
  });
});
