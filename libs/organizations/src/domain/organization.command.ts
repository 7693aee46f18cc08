import type {
  CredentialFacts,
  CredentialFindings,
  CredentialKind,
  CredentialRefusal,
  ExpiryNotice,
  RequestsOfTrial,
} from '../contracts/organization.events.ts';

/** What the trial of a credential found; it took place before the command. */
export type TrialOutcome =
  | { readonly ok: true; readonly findings: CredentialFindings }
  | ({ readonly ok: false; readonly refusal: CredentialRefusal } & RequestsOfTrial);

/** A credential that was tried and refused. */
interface Refused {
  readonly organizationId: string;
  readonly kind: CredentialKind;
  readonly identity: string;
  readonly refusal: CredentialRefusal;
}

interface OfCredential {
  readonly organizationId: string;
  readonly credentialId: string;
}

export type OrganizationCommand =
  | {
      readonly type: 'ConnectOrganization';
      readonly organizationId: string;
      readonly name: string;
      readonly workspace: { readonly id: string; readonly slug: string };
      readonly primary: CredentialFacts;
    }
  | ({ readonly type: 'RecordRefusedConnection'; readonly name: string; readonly workspace: string } & Refused)
  | { readonly type: 'RenameOrganization'; readonly organizationId: string; readonly name: string }
  | { readonly type: 'DisconnectOrganization'; readonly organizationId: string }
  | CredentialCommand;

export type CredentialCommand =
  | { readonly type: 'AddAdditionalCredential'; readonly organizationId: string; readonly credential: CredentialFacts }
  | ({ readonly type: 'RecordRejectedCredential'; readonly label: string } & Refused)
  | ({ readonly type: 'RenameCredential'; readonly label: string } & OfCredential)
  /** `credential` has the account and the findings of the new secret; its label is that of the present state. */
  | ({ readonly type: 'RotateSecret'; readonly credential: Omit<CredentialFacts, 'label' | 'credentialId'> } & OfCredential)
  | ({ readonly type: 'RecordRefusedRotation'; readonly credentialId: string } & Refused)
  | ({ readonly type: 'RemoveAdditionalCredential' } & OfCredential)
  /** `scheduled`: nobody asked for the trial, and that it took place is news even when it found nothing new. */
  | ({ readonly type: 'RecordTrial'; readonly outcome: TrialOutcome; readonly scheduled: boolean } & OfCredential)
  | ({ readonly type: 'AnnounceExpiry'; readonly daysLeft: ExpiryNotice } & OfCredential);
