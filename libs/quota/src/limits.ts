import type { Bucket, BucketRules, QuotaRules } from './bucket.ts';

/** What the provider's headers said of a bucket. */
export interface LearnedLimit {
  readonly limit: number;
  /** Null when they did not say. */
  readonly windowSeconds: number | null;
}

/** What an administrator said of a bucket: null where it is left as it is. */
export interface SetLimit {
  readonly limit: number | null;
  readonly reserve: number | null;
}

/** How the rules of an account differ from the configured ones. */
export interface AccountLimits {
  readonly learned: Readonly<Partial<Record<Bucket, LearnedLimit>>>;
  readonly set: Readonly<Partial<Record<Bucket, SetLimit>>>;
}

export type LimitSource = 'settings' | 'headers' | 'administrator';

export const noLimits: AccountLimits = { learned: {}, set: {} };

/** The rules that hold for one bucket of an account, and who its limit comes from. An administrator's word stands above the provider's. */
export interface EffectiveRules extends BucketRules {
  readonly limitFrom: LimitSource;
}

/** The administrator may want less than the provider allows; the provider knows better than the settings. */
export function rulesOf({ limits }: { readonly limits: AccountLimits }, bucket: Bucket, configured: QuotaRules): EffectiveRules {
  const settings = configured[bucket];
  const learned = limits.learned[bucket];
  const set = limits.set[bucket];
  const [limit, limitFrom] = limitOf(settings.limit, learned?.limit, set?.limit);
  return {
    limit,
    limitFrom,
    windowSeconds: learned?.windowSeconds ?? settings.windowSeconds,
    reserve: set?.reserve ?? settings.reserve,
  };
}

function limitOf(settings: number, learned: number | undefined, set: number | null | undefined): readonly [number, LimitSource] {
  if (set != null) return [set, 'administrator'];
  return learned === undefined ? [settings, 'settings'] : [learned, 'headers'];
}

/** The limit of an access token in a workspace with so many paid seats: 1,000 an hour, 10 more for each seat above 100, at most 10,000. */
export function limitForSeats(seats: number): number {
  return Math.min(10_000, 1_000 + 10 * Math.max(0, seats - 100));
}
