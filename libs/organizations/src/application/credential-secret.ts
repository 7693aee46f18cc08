import type { CredentialSecret } from '@holdfast/bitbucket';
import { DomainError, type CommandContext } from '@holdfast/event-sourcing';
import { SecretNotFoundError, SecretUnreadableError, type JsonObject, type SecretAccess, type SecretStore } from '@holdfast/secrets';
import type { RefusedByProvider } from './credential-trial.port.ts';

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

/** A secret is opened for a command that tries a credential: its own, or the primary's, to compare what the two see. */
export function forTrial(organizationId: string, { actor, correlationId, causationId }: CommandContext): SecretAccess {
  return { actor, correlationId, causationId, reason: 'TRIAL', organizationId, runId: null, taskId: null };
}

/** The secret of a credential; null when it is not there, or cannot be opened. */
export async function secretIfReadable(secrets: SecretStore, credentialId: string, access: SecretAccess): Promise<CredentialSecret | null> {
  try {
    return (await secrets.get(credentialId, access)).reveal() as unknown as CredentialSecret;
  } catch (error) {
    if (error instanceof SecretNotFoundError || error instanceof SecretUnreadableError) return null;
    throw error;
  }
}

/** The error that tells the caller what the provider did not like. */
export function refusedByProvider({ refusal, missing, granted }: RefusedByProvider): DomainError {
  const scopes = refusal.code === 'SCOPES_MISSING' ? { missing, granted } : {};
  return new DomainError('refused_by_provider', refusal.code, refusal.message, scopes);
}
