import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import { added, ann, bob, connected, failed, organizationId, refusal, removed, verified, workspace } from '../testing/acme.ts';
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

describe('adding an additional credential', () => {
  const add = { type: 'AddAdditionalCredential', organizationId, credential: bob } as const;

  it('records what is known of it', () => {
    given(organization, connected).when(add).then(added());
  });

  it('needs an organization', () => {
    given(organization).when(add).thenRefused('ORGANIZATION_NOT_FOUND');
  });

  it('is no news when it is there', () => {
    given(organization, connected, added()).when(add).thenNothing();
  });

  it.each(['second', 'SECOND', 'primary'])('needs a label that no other one has: %s', (label) => {
    const credential = { ...bob, credentialId: 'c-third', label };
    given(organization, connected, added())
      .when({ ...add, credential })
      .thenRefused('CREDENTIAL_LABEL_TAKEN');
  });

  it('may use the label of one that was removed', () => {
    const credential = { ...bob, credentialId: 'c-third' };
    given(organization, connected, added(), removed())
      .when({ ...add, credential })
      .then(added(credential));
  });

  it('allows two credentials of one account', () => {
    const twin = { ...bob, credentialId: 'c-twin', label: 'twin' };
    given(organization, connected, added())
      .when({ ...add, credential: twin })
      .then(added(twin));
  });

  it('that the provider refused is recorded, and adds nothing', () => {
    const facts = { organizationId, label: 'second', kind: 'api_token', identity: 'bob@example.org', refusal } as const;
    const rejected = { type: 'AdditionalCredentialRejected', data: facts } as const;
    const record = { type: 'RecordRejectedCredential', ...facts } as const;
    given(organization, connected).when(record).then(rejected);
    given(organization).when(record).thenRefused('ORGANIZATION_NOT_FOUND');
    expect(given(organization, connected, rejected).state).toEqual(given(organization, connected).state);
  });
});

describe('removing an additional credential', () => {
  const remove = { type: 'RemoveAdditionalCredential', organizationId, credentialId: bob.credentialId } as const;

  it('says which one', () => {
    given(organization, connected, added()).when(remove).then(removed());
  });

  it('is no news a second time', () => {
    given(organization, connected, added(), removed()).when(remove).thenNothing();
  });

  it('is refused for the primary one, and for one that never was', () => {
    given(organization, connected)
      .when({ ...remove, credentialId: ann.credentialId })
      .thenRefused('CREDENTIAL_IS_PRIMARY');
    given(organization, connected).when(remove).thenRefused('CREDENTIAL_NOT_FOUND');
    given(organization).when(remove).thenRefused('ORGANIZATION_NOT_FOUND');
  });
});

describe('trying a credential again', () => {
  const trial = { type: 'RecordTrial', organizationId, credentialId: bob.credentialId } as const;
  const passes = { ...trial, outcome: { ok: true, scopes: bob.scopes, problems: bob.problems } } as const;
  const fails = { ...trial, outcome: { ok: false, refusal } } as const;

  it('records that it works, with what was found', () => {
    given(organization, connected, added(), failed(bob)).when(passes).then(verified(bob));
  });

  it('records that it fails, and why', () => {
    given(organization, connected, added()).when(fails).then(failed(bob));
    given(organization, connected, added(), failed(bob), verified(bob)).when(fails).then(failed(bob));
  });

  it('is no news while it fails for the same reason', () => {
    given(organization, connected, added(), failed(bob)).when(fails).thenNothing();
  });

  it('is news when it fails for another reason, or lacks something else', () => {
    const less = { ...refusal, message: 'lacks read:repository:bitbucket' };
    const expired = { code: 'CREDENTIAL_REJECTED', message: refusal.message };
    for (const other of [less, expired])
      given(organization, connected, added(), failed(bob))
        .when({ ...trial, outcome: { ok: false, refusal: other } })
        .then(failed(bob, other));
  });

  it('needs the credential', () => {
    given(organization, connected).when(passes).thenRefused('CREDENTIAL_NOT_FOUND');
    given(organization, connected, added(), removed()).when(fails).thenRefused('CREDENTIAL_NOT_FOUND');
    given(organization).when(passes).thenRefused('ORGANIZATION_NOT_FOUND');
  });

  it('leaves the other credentials as they are', () => {
    const { state } = given(organization, connected, added(), failed(bob));
    expect(state).toMatchObject({
      credentials: [
        { credentialId: 'c-ann', failure: null },
        { credentialId: 'c-bob', failure: refusal },
      ],
    });
  });
});
