import type { ChoiceRecord } from './account.events.ts';

/** An enabled account that can see the repository, and what it has left of the bucket. */
export interface Candidate {
  readonly accountId: string;
  readonly credentialId: string;
  readonly available: number;
}

/** The accounts in the order in which they should be asked for a lease, and why. Empty when none has anything left. */
export interface Choice {
  readonly order: readonly Candidate[];
  readonly record: ChoiceRecord;
}

/**
 * A task stays with its account while that has requests left, so that it does not switch for nothing; otherwise the account with the most
 * left comes first, which spends all of them evenly. Equal ones follow their order in the plan.
 */
export function chooseAccount(candidates: readonly Candidate[], current: string | null): Choice {
  const left = candidates.filter(({ available }) => available > 0).sort((a, b) => b.available - a.available);
  const own = left.find(({ accountId }) => accountId === current);
  const order = own ? [own, ...left.filter((candidate) => candidate !== own)] : left;
  return { order, record: { rule: own ? 'stay-with-account v1' : 'most-left v1', candidates } };
}
