import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused, requested } from '@holdfast/http/testing';
import { identityOf } from '../application/credential-secret.ts';
import { ConnectOrganizationRequest } from './connect-organization.request.ts';
import { secretOf } from './credential.request.ts';

const acme = { name: 'Acme', workspace: 'acme', credential: { kind: 'api_token', email: 'ann@example.org', token: 'ATATT3x' } };

describeRequest('ConnectOrganizationRequest', ConnectOrganizationRequest, acme, ({ credential }) => identityOf(secretOf(credential)));

describe('a request to connect an organization', () => {
  it('names everything that is missing', async () => {
    expect(await fieldsRefused(ConnectOrganizationRequest, {})).toEqual(['name', 'workspace', 'credential']);
  });

  it('names what is wrong inside of the credential', async () => {
    const sent = { ...acme, credential: { kind: 'api_token', email: 'ann' } };
    expect(await fieldsRefused(ConnectOrganizationRequest, sent)).toEqual(['credential.email', 'credential.token']);
  });

  it.each([null, 'ATATT3x', [acme.credential], []])('takes one credential, not %j', async (credential) => {
    expect(await fieldsRefused(ConnectOrganizationRequest, { ...acme, credential })).toEqual(['credential']);
  });

  it('frees the name of the blanks around it', async () => {
    expect((await requested(ConnectOrganizationRequest, { ...acme, name: ' Acme ' })).name).toBe('Acme');
  });

  it.each(['', '  ', 7, null, 'x'.repeat(201)])('refuses %j as a name', async (name) => {
    expect(await fieldsRefused(ConnectOrganizationRequest, { ...acme, name })).toEqual(['name']);
  });

  it.each(['acme', 'Acme-2_b', '{b9a5fd1e-8c7b-4f6e-9a53-5f1d2a0b7e91}'])('takes %s as a workspace', async (workspace) => {
    expect(await fieldsRefused(ConnectOrganizationRequest, { ...acme, workspace })).toEqual([]);
  });

  it.each(['', 'acme/web', '..', 'acme?x=1', 'acme%2f', '{b9a5fd1e}', ' acme', 'acme\n', 7, null, ['acme']])(
    'refuses %j as a workspace: it becomes part of an address',
    async (workspace) => {
      expect(await fieldsRefused(ConnectOrganizationRequest, { ...acme, workspace })).toEqual(['workspace']);
    },
  );
});
