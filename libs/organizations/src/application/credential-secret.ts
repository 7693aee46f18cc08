import type { CredentialSecret } from '@holdfast/bitbucket';
import { DomainError } from '@holdfast/event-sourcing';
import type { JsonObject } from '@holdfast/secrets';
import type { Verdict } from './credential-trial.port.ts';

/** The part of a credential that is no secret and that a person recognizes it by. */
export function identityOf(secret: CredentialSecret): string {
  switch (secret.kind) {
    case 'api_token':
      return secret.email;
    case 'access_token':
      return 'access token';
    case 'oauth_consumer':
      return secret.key;
    case 'app_password':
      return secret.username;
  }
}

/** As the secret store keeps it. */
export function storedSecret(secret: CredentialSecret): JsonObject {
  return { ...secret };
}

/** The error that tells the caller what the provider did not like. */
export function refusedByProvider({ refusal, missing, granted }: Extract<Verdict, { ok: false }>): DomainError {
  const scopes = refusal.code === 'SCOPES_MISSING' ? { missing, granted } : {};
  return new DomainError('refused_by_provider', refusal.code, refusal.message, scopes);
}
