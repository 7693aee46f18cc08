import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused, requested } from '@holdfast/http/testing';
import { ListOrganizationsRequest } from './list-organizations.request.ts';
import { RenameCredentialRequest, RenameOrganizationRequest } from './rename.requests.ts';

describeRequest('RenameOrganizationRequest', RenameOrganizationRequest, { name: 'Acme' });
describeRequest('RenameCredentialRequest', RenameCredentialRequest, { label: 'night shift' });

describe('a new name', () => {
  it('is taken without the white space around it, and must say something', async () => {
    expect(await requested(RenameOrganizationRequest, { name: ' Acme  ' })).toEqual({ name: 'Acme' });
    expect(await fieldsRefused(RenameCredentialRequest, { label: '  ' })).toEqual(['label']);
    expect(await fieldsRefused(RenameCredentialRequest, { label: 'x'.repeat(101) })).toEqual(['label']);
  });
});

describe('the list of organizations', () => {
  it('is that of the connected ones unless the others are asked for', async () => {
    expect(await requested(ListOrganizationsRequest, {})).toMatchObject({ status: 'connected', limit: 50 });
    expect(await requested(ListOrganizationsRequest, { status: 'disconnected' })).toMatchObject({ status: 'disconnected' });
    expect(await fieldsRefused(ListOrganizationsRequest, { status: 'failing' })).toEqual(['status']);
  });
});
