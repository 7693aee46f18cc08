import {
  BitbucketAnswerError,
  BitbucketUnreachableError,
  tryCredential,
  type RefusedCredential,
  type TriedCredential,
} from '@holdfast/bitbucket';
import { CLOCK, DomainError, type Clock } from '@holdfast/event-sourcing';
import { Inject, Injectable } from '@nestjs/common';
import { CredentialTrial, type TrialRequest, type Verdict } from '../application/credential-trial.port.ts';

/** Where the provider is. Nest provides it under this token. */
export const PROVIDER_ADDRESS = Symbol('ProviderAddress');

export interface ProviderAddress {
  readonly apiUrl: string;
  readonly gitUrl: string;
}

/** Tries credentials at Bitbucket Cloud. */
@Injectable()
export class BitbucketCredentialTrial extends CredentialTrial {
  constructor(
    @Inject(PROVIDER_ADDRESS) private readonly address: ProviderAddress,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super();
  }

  async try(request: TrialRequest): Promise<Verdict> {
    const verdict = await this.ask(request);
    if (!verdict.ok) return refused(verdict);
    const { account, identity, scopes, problems, membership, workspace } = verdict;
    return {
      ok: true,
      // An access token that does not tell its id is an account of its own.
      account: { id: account.id ?? `token-${request.credentialId}`, name: account.name },
      ...{ identity, scopes, problems, membership, repositoriesNotSeen: verdict.repositoriesNotSeen, requests: verdict.requests },
      workspace: { id: workspace.uuid, slug: workspace.slug },
    };
  }

  private async ask({ secret, workspace, role, primarySecret }: TrialRequest) {
    const requireAdmin = role === 'primary';
    try {
      return await tryCredential({ ...this.address, secret, workspace, requireAdmin, primarySecret, now: this.clock });
    } catch (error) {
      if (error instanceof BitbucketUnreachableError || error instanceof BitbucketAnswerError)
        throw new DomainError('provider_unavailable', error.code, error.message);
      throw error;
    }
  }
}

/** A limit that is reached says nothing about the credential: it must not show as failing, nor be asked again at once. */
function refused(verdict: RefusedCredential & Pick<TriedCredential, 'requests'>): Verdict {
  const { code, message, missing = [], granted = [], retryAfterSeconds, requests } = verdict;
  if (code !== 'PROVIDER_RATE_LIMITED') return { ok: false, refusal: { code, message }, missing, granted, requests };
  throw new DomainError('provider_busy', code, message, { retryAfterSeconds });
}
