import type { CredentialFacts } from './answer-headers.ts';
import type { Query } from './api-address.ts';
import type { BitbucketClient } from './bitbucket-client.ts';
import { BitbucketRefusalError, BitbucketScopesMissingError } from './bitbucket.errors.ts';
import { missingScopes } from './scopes.ts';

export type ProbeAnswer =
  | { readonly ok: true; readonly data: unknown }
  /** `lacks`: the scopes that the credential would need, where the refusal names them. */
  | { readonly ok: false; readonly status: number; readonly lacks: readonly string[] };

/** Asks one question after the other with one credential, and remembers what the answers tell about it, refusals included. */
export class CredentialProbe {
  scopes: readonly string[] | null = null;
  credentialType: string | null = null;
  tokenId: string | null = null;
  /** What the refusals of essential questions say is missing. */
  readonly lacking = new Set<string>();
  private readonly client: BitbucketClient;

  constructor(client: BitbucketClient) {
    this.client = client;
  }

  /** Rejects when the answer says nothing about the question: 429, 401, 5xx, or none. */
  async ask(path: string, query: Query = {}): Promise<ProbeAnswer> {
    try {
      const answer = await this.client.get(path, query);
      this.learn(answer);
      return { ok: true, data: answer.data };
    } catch (error) {
      return this.learnFromRefusal(error);
    }
  }

  /** The same, for what a backup cannot do without: a scope that this needs and the credential lacks is {@link lacking}. */
  async askEssential(path: string, query: Query = {}): Promise<ProbeAnswer> {
    const answer = await this.ask(path, query);
    if (!answer.ok) this.note(answer.lacks);
    return answer;
  }

  /** Whether a list holds something; null when the list is refused. */
  async finds(path: string, query: Query, matches: (item: unknown) => boolean): Promise<boolean | null> {
    try {
      for await (const items of this.client.pages(path, query)) if (items.some(matches)) return true;
      return false;
    } catch (error) {
      this.learnFromRefusal(error);
      return null;
    }
  }

  note(scopes: readonly string[]): void {
    for (const scope of scopes) this.lacking.add(scope);
  }

  private learn(facts: CredentialFacts): void {
    this.scopes ??= facts.scopes;
    this.credentialType ??= facts.credentialType;
    this.tokenId ??= facts.tokenId;
  }

  private learnFromRefusal(error: unknown): ProbeAnswer {
    if (!(error instanceof BitbucketRefusalError)) throw error;
    this.learn(error.facts);
    if (!(error instanceof BitbucketScopesMissingError)) return { ok: false, status: error.status, lacks: [] };
    this.scopes ??= error.granted;
    return { ok: false, status: error.status, lacks: missingScopes(error.required, error.granted ?? []) };
  }
}
