import type { CredentialAccount, CredentialKind, CredentialProblem } from './organization.events.ts';

/** A credential as an administrator sees it. */
export interface CredentialView {
  readonly id: string;
  readonly organizationId: string;
  readonly label: string;
  readonly role: 'primary' | 'additional';
  readonly kind: CredentialKind;
  readonly identity: string;
  readonly account: CredentialAccount;
  readonly scopes: readonly string[] | null;
  readonly status: 'verified' | 'failing' | 'unverified';
  readonly problems: readonly CredentialProblem[];
  readonly expiresAt: string | null;
  readonly enabledInPlans: readonly string[];
  readonly addedAt: string;
  readonly addedBy: string;
}

export interface OrganizationView {
  readonly id: string;
  readonly name: string;
  readonly workspace: string;
  readonly status: 'connected' | 'failing';
  readonly credentials: { readonly primary: string; readonly additional: number };
  readonly repositories: number;
}
