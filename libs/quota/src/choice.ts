/** An enabled account of the plan, and what it has left of the bucket. */
export interface Candidate {
  readonly accountId: string;
  readonly credentialId: string;
  /** Requests that may be sent with it: what its ledger has left, and what the one who asks holds unspent. */
  readonly available: number;
  /** Its limit of the bucket. */
  readonly limit: number;
  /** Whether it sees the repository; null when that is not known. */
  readonly sees: boolean | null;
}

/** Why a lease went to its account, in full: what a person needs to check the decision. */
export interface ChoiceRecord {
  readonly rule: string;
  readonly candidates: readonly {
    readonly accountId: string;
    readonly credentialId: string;
    readonly available: number;
    /** Missing where it was recorded before this was noted. */
    readonly limit?: number;
    readonly sees?: boolean | null;
  }[];
}

/** The accounts in the order in which they should be asked for a lease, and why. Empty when none has anything left. */
export interface Choice {
  readonly order: readonly Candidate[];
  readonly record: ChoiceRecord;
}

/** A task leaves its account when that has less than this part of what the best one has. */
const WORTH_A_CHANGE = 1 / 2;

/**
 * A task stays with its account while that has requests left, and not much less than others, so that it does not switch for nothing;
 * otherwise the account comes first that has most left of its limit, which spends all of them evenly. Among equals the `seed` decides (the
 * task), so that tasks that begin together begin with different ones. An account that does not see the repository is not asked.
 */
export function chooseAccount(candidates: readonly Candidate[], current: string | null, seed: string): Choice {
  const left = candidates
    .filter(({ available, sees }) => available > 0 && sees !== false)
    .sort((a, b) => shareOf(b) - shareOf(a) || placeOf(a, seed) - placeOf(b, seed));
  const [best] = left;
  const own = left.find((one) => one.accountId === current && best && shareOf(one) >= shareOf(best) * WORTH_A_CHANGE);
  const order = own ? [own, ...left.filter((candidate) => candidate !== own)] : left;
  return { order, record: { rule: own ? 'stay-with-account v2' : 'most-left v2', candidates } };
}

function shareOf({ available, limit }: Candidate): number {
  return available / limit;
}

/** The same for the same seed, and otherwise as good as random (FNV-1a, 32 bits). */
function placeOf({ accountId }: Candidate, seed: string): number {
  const characters = Array.from(`${seed} ${accountId}`, (character) => character.codePointAt(0) ?? 0);
  return characters.reduce((hash, character) => Math.imul(hash ^ character, 0x01000193) >>> 0, 0x811c9dc5);
}
