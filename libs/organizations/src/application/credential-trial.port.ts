import type { CredentialSecret } from '@holdfast/bitbucket';
import type { CredentialAccount, CredentialProblem, CredentialRefusal } from '../contracts/organization.events.ts';

/** What the provider says to a credential. */
export type Verdict =
  | {
      readonly ok: true;
      readonly account: CredentialAccount;
      readonly identity: string;
      readonly scopes: readonly string[] | null;
      readonly problems: readonly CredentialProblem[];
      readonly workspace: { readonly id: string; readonly slug: string };
    }
  | { readonly ok: false; readonly refusal: CredentialRefusal; readonly missing: readonly string[]; readonly granted: readonly string[] };

/**
 * Tries a credential at the provider. Without a verdict it throws a DomainError: of kind `provider_unavailable`, or PROVIDER_RATE_LIMITED
 * when the account has no request left to try it with. May be repeated.
 */
export abstract class CredentialTrial {
  abstract try(options: { secret: CredentialSecret; workspace: string; requireAdmin: boolean; credentialId: string }): Promise<Verdict>;
}
