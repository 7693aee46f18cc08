import type { CredentialSecret } from '../credential-secret.ts';
import type { Bucket, CredentialSource, CredentialUse, RequestOutcome } from '../credential-source.ts';

export class NoAccountLeftError extends Error {}

/** Hands out the same credential until it is rate-limited or rejected, then the next one, and remembers every outcome. */
export class CredentialPool implements CredentialSource {
  readonly outcomes: { token: string; bucket: Bucket; outcome: RequestOutcome }[] = [];
  unsettled = 0;
  private readonly secrets: CredentialSecret[];

  constructor(...secrets: CredentialSecret[]) {
    this.secrets = secrets;
  }

  static ofTokens(...tokens: string[]): CredentialPool {
    return new CredentialPool(...tokens.map((token) => ({ kind: 'access_token' as const, token })));
  }

  get kinds(): string[] {
    return this.outcomes.map(({ token, outcome }) => `${token} ${outcome.kind}`);
  }

  next(bucket: Bucket): Promise<CredentialUse> {
    const secret = this.secrets[0];
    if (secret === undefined) return Promise.reject(new NoAccountLeftError('no account is left'));
    this.unsettled += 1;
    return Promise.resolve({ secret, settle: (outcome) => this.settle(secret, bucket, outcome) });
  }

  private settle(secret: CredentialSecret, bucket: Bucket, outcome: RequestOutcome): Promise<void> {
    this.unsettled -= 1;
    this.outcomes.push({ token: 'token' in secret ? secret.token : secret.kind, bucket, outcome });
    if (outcome.kind === 'rate_limited' || outcome.kind === 'rejected') this.secrets.splice(this.secrets.indexOf(secret), 1);
    return Promise.resolve();
  }
}
