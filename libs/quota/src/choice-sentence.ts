import type { Bucket } from './bucket.ts';
import type { ChoiceRecord } from './choice.ts';

type Recorded = ChoiceRecord['candidates'][number];

/** A lease, and why its account was chosen. */
export interface ChosenAccount {
  readonly accountId: string;
  readonly bucket: Bucket;
  readonly choice: ChoiceRecord;
}

/** Why a lease went to its account, for people to read. `nameOf` says how a credential is called. */
export function sentenceOf({ accountId, bucket, choice }: ChosenAccount, nameOf: (credentialId: string) => string): string {
  const chosen = choice.candidates.find((candidate) => candidate.accountId === accountId);
  if (!chosen) return `It went to another account than those that were looked at.`;
  const others = choice.candidates
    .filter((candidate) => candidate !== chosen)
    .map((other) => `${nameOf(other.credentialId)} ${standingOf(other)}`);
  const left = `${number(chosen.available)}${chosen.limit === undefined ? '' : ` of ${number(chosen.limit)}`} requests of ${bucket}`;
  return `${reasonFor(chosen, choice, nameOf(chosen.credentialId), left)}${others.length === 0 ? '' : `; ${others.join(', ')}`}.`;
}

function reasonFor(chosen: Recorded, { rule, candidates }: ChoiceRecord, name: string, left: string): string {
  if (rule.startsWith('stay-with-account')) return `It stayed with ${name}, which had ${left} left`;
  if (candidates.length === 1) return `It went to ${name}, the only account that may be used, with ${left} left`;
  const isBest = candidates.every((other) => other.sees === false || shareOf(other) <= shareOf(chosen));
  return isBest
    ? `It went to ${name}, which had most left: ${left}`
    : `It went to ${name}, as others were faster to take the rest: it had ${left} left`;
}

function standingOf({ available, sees }: Recorded): string {
  if (sees === false) return 'does not see the repository';
  return available === 0 ? 'had nothing left' : `had ${number(available)}`;
}

/** Candidates were recorded without their limits when all had the same. */
function shareOf({ available, limit = 1 }: Recorded): number {
  return available / limit;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
