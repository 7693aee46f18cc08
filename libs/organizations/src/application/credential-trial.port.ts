import type { CredentialSecret, TrialRequests } from '@holdfast/bitbucket';
import type { CredentialAccount, CredentialFindings, CredentialRefusal } from '../contracts/organization.events.ts';
import { trialRequests } from './trial-requests.ts';

export interface AcceptedByProvider extends Omit<CredentialFindings, 'trialRequests'> {
  readonly ok: true;
  readonly account: CredentialAccount;
  readonly identity: string;
  readonly workspace: { readonly id: string; readonly slug: string };
  readonly requests: TrialRequests;
}

export interface RefusedByProvider {
  readonly ok: false;
  readonly refusal: CredentialRefusal;
  readonly missing: readonly string[];
  readonly granted: readonly string[];
  readonly requests: TrialRequests;
}

/** What the provider says to a credential. */
export type Verdict = AcceptedByProvider | RefusedByProvider;

export interface TrialRequest {
  readonly secret: CredentialSecret;
  /** Slug or uuid. */
  readonly workspace: string;
  /** The primary credential must be an administrator's; the others are compared with it. */
  readonly role: 'primary' | 'additional';
  readonly credentialId: string;
  /** The primary credential's, to compare what the two see; null for the primary itself, or when it cannot be had. */
  readonly primarySecret: CredentialSecret | null;
}

/**
 * Tries a credential at the provider. Without a verdict it throws a DomainError: of kind `provider_unavailable`, or `provider_busy`
 * when the account has no request left to try it with. May be repeated.
 */
export abstract class CredentialTrial {
  abstract try(request: TrialRequest): Promise<Verdict>;
}

/** `primaryAccountId`: of the credential that this one was compared with; null when there was none. */
export function findingsOf(verdict: AcceptedByProvider, primaryAccountId: string | null): CredentialFindings {
  const { scopes, problems, membership, repositoriesNotSeen, requests, account } = verdict;
  return { scopes, problems, membership, repositoriesNotSeen, ...trialRequests(requests, account.id, primaryAccountId) };
}
