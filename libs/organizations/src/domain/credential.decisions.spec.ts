import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import {
  added,
  ann,
  announced,
  bob,
  connected,
  failed,
  organizationId,
  refusal,
  removed,
  renamed,
  rotated,
  verified,
} from '../testing/acme.ts';
import { organization } from './organization.decider.ts';

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
  const trial = { type: 'RecordTrial', organizationId, credentialId: bob.credentialId, scheduled: false } as const;
  const { scopes, problems, membership, repositoriesNotSeen } = bob;
  const passes = { ...trial, outcome: { ok: true, findings: { scopes, problems, membership, repositoriesNotSeen } } } as const;
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

  it('is news each time when nobody asked for it: that it took place', () => {
    given(organization, connected, added(), failed(bob))
      .when({ ...fails, scheduled: true })
      .then(failed(bob));
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

describe('renaming', () => {
  const rename = { type: 'RenameOrganization', organizationId, name: 'Acme Ltd' } as const;
  const relabel = { type: 'RenameCredential', organizationId, credentialId: bob.credentialId, label: 'night shift' } as const;

  it('an organization says how it was called', () => {
    const event = { type: 'OrganizationRenamed', data: { organizationId, name: 'Acme Ltd', formerName: 'Acme' } } as const;
    given(organization, connected).when(rename).then(event);
    given(organization, connected, event).when(rename).thenNothing();
    given(organization).when(rename).thenRefused('ORGANIZATION_NOT_FOUND');
  });

  it('a credential, the primary one too, says how it was called', () => {
    given(organization, connected, added()).when(relabel).then(renamed(bob, 'night shift'));
    given(organization, connected, added(), renamed(bob, 'night shift')).when(relabel).thenNothing();
    given(organization, connected)
      .when({ ...relabel, credentialId: ann.credentialId })
      .then(renamed(ann, 'night shift'));
  });

  it('needs a label that no other credential has, but may change its letters', () => {
    given(organization, connected, added())
      .when({ ...relabel, label: 'PRIMARY' })
      .thenRefused('CREDENTIAL_LABEL_TAKEN');
    given(organization, connected, added())
      .when({ ...relabel, label: 'Second' })
      .then(renamed(bob, 'Second'));
  });

  it('frees the former label', () => {
    const other = { ...bob, credentialId: 'c-third' };
    given(organization, connected, added(), renamed(bob, 'night shift'))
      .when({ type: 'AddAdditionalCredential', organizationId, credential: other })
      .then(added(other));
  });
});

describe('rotating a secret', () => {
  const rotation = (credential: typeof bob) => {
    const { credentialId, label: _, ...rest } = credential;
    return { type: 'RotateSecret', organizationId, credentialId, credential: rest } as const;
  };
  const longer = { ...ann, expiresAt: '2028-11-22T00:00:00.000Z' };

  it('records what was found with the new one, for the primary too', () => {
    given(organization, connected).when(rotation(longer)).then(rotated(longer));
    given(organization, connected, added(), renamed(bob, 'night shift'))
      .when(rotation(bob))
      .then(rotated({ ...bob, label: 'night shift' }));
  });

  it('makes a failing credential work again', () => {
    const { state } = given(organization, connected, failed(ann), rotated(longer));
    expect(state).toMatchObject({ credentials: [{ failure: null, expiresAt: longer.expiresAt }] });
  });

  it('is refused for a secret of another account', () => {
    given(organization, connected)
      .when(rotation({ ...longer, account: { id: 'a-carol', name: 'Ann' } }))
      .thenRefused('CREDENTIAL_OF_ANOTHER_ACCOUNT');
  });

  it('takes another access token of the same sort, each of which is an account of its own', () => {
    const token = { ...bob, account: { id: 't-1', name: 'workspace access token' } };
    const next = { ...token, account: { ...token.account, id: 't-2' } };
    given(organization, connected, added(token)).when(rotation(next)).then(rotated(next));
    const narrower = { ...next, account: { id: 't-3', name: 'project access token' } };
    given(organization, connected, added(token)).when(rotation(narrower)).thenRefused('CREDENTIAL_OF_ANOTHER_ACCOUNT');
  });

  it('that was refused is recorded, and changes nothing', () => {
    const facts = { organizationId, credentialId: bob.credentialId, kind: 'api_token', identity: 'x@example.org', refusal } as const;
    const refused = { type: 'CredentialRotationRefused', data: { ...facts, label: 'second' } } as const;
    given(organization, connected, added())
      .when({ type: 'RecordRefusedRotation', ...facts })
      .then(refused);
    expect(given(organization, connected, added(), refused).state).toEqual(given(organization, connected, added()).state);
  });
});

describe('announcing that a credential expires', () => {
  const announce = (daysLeft: 30 | 7 | 1, { credentialId } = ann) =>
    ({ type: 'AnnounceExpiry', organizationId, credentialId, daysLeft }) as const;

  it('happens once for each notice', () => {
    given(organization, connected).when(announce(30)).then(announced(ann, 30));
    given(organization, connected, announced(ann, 30)).when(announce(30)).thenNothing();
    given(organization, connected, announced(ann, 30)).when(announce(7)).then(announced(ann, 7));
  });

  it('gives no longer notice after a shorter one', () => {
    given(organization, connected, announced(ann, 1)).when(announce(7)).thenNothing();
  });

  it('begins anew with a new secret', () => {
    const longer = { ...ann, expiresAt: '2028-11-22T00:00:00.000Z' };
    given(organization, connected, announced(ann, 1), rotated(longer)).when(announce(30)).then(announced(longer, 30));
  });

  it('is nothing for one whose end is unknown', () => {
    given(organization, connected, added()).when(announce(30, bob)).thenNothing();
  });
});
