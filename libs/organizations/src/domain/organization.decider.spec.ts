import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import { added, ann, bob, connected, disconnected, organizationId, refusal, removed, workspace } from '../testing/acme.ts';
import { organization } from './organization.decider.ts';

describe('connecting an organization', () => {
  const connect = { type: 'ConnectOrganization', organizationId, name: 'Acme', workspace, primary: ann } as const;

  it('begins with its primary credential', () => {
    given(organization).when(connect).then(connected);
  });

  it('is no news when it is connected', () => {
    given(organization, connected).when(connect).thenNothing();
  });

  it('that the provider refused is recorded, and connects nothing', () => {
    const facts = { organizationId, name: 'Acme', workspace: 'acme', kind: 'api_token', identity: 'ann@example.org', refusal } as const;
    const refused = { type: 'OrganizationConnectionRefused', data: facts } as const;
    given(organization)
      .when({ type: 'RecordRefusedConnection', ...facts })
      .then(refused);
    given(organization, refused).when(connect).then(connected);
  });
});

describe('disconnecting an organization', () => {
  const disconnect = { type: 'DisconnectOrganization', organizationId } as const;

  it('says so once', () => {
    given(organization, connected, added()).when(disconnect).then(disconnected);
    given(organization, connected, disconnected).when(disconnect).thenNothing();
    given(organization).when(disconnect).thenRefused('ORGANIZATION_NOT_FOUND');
  });

  it('leaves no credential, and remembers whose secrets must be gone', () => {
    const { state } = given(organization, connected, added(), removed(), disconnected);
    expect(state).toEqual({ status: 'disconnected', organizationId, name: 'Acme', removed: ['c-bob', 'c-ann'] });
  });

  it('ends everything', () => {
    const ended = given(organization, connected, added(), disconnected);
    ended.when({ type: 'RenameOrganization', organizationId, name: 'x' }).thenRefused('ORGANIZATION_DISCONNECTED');
    ended.when({ type: 'AddAdditionalCredential', organizationId, credential: bob }).thenRefused('ORGANIZATION_DISCONNECTED');
    ended
      .when({ type: 'RemoveAdditionalCredential', organizationId, credentialId: bob.credentialId })
      .thenRefused('ORGANIZATION_DISCONNECTED');
    ended.when({ type: 'ConnectOrganization', organizationId, name: 'Acme', workspace, primary: ann }).thenNothing();
  });
});
