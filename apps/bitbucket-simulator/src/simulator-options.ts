import type { LimitHeaderMode, RateLimits } from './limits/rate-limits.ts';
import type { SeedOptions } from './seed/seed-options.ts';

/** Where sources about the live service disagree or say nothing, the side to take. */
export interface Behaviour {
  /** Length of the rolling window; an hour at Bitbucket. */
  windowSeconds: number;
  limitHeaders: LimitHeaderMode;
  /** The body of a 429 is plain text otherwise. */
  limitBodyAsJson: boolean;
  /** Whether a request that was answered with 429 counts as well. */
  countRejected: boolean;
  /** Whether an API token is taken as Bearer, too. */
  apiTokensAsBearer: boolean;
  /** What the removed cross-workspace endpoints answer. */
  removedEndpoints: 410 | 404;
  /** What an old slug answers over REST after a rename; git always answers 404. */
  renamedRepositories: 301 | 404;
  /** Whether pull requests listed with `sort` and `state` together answer 500, as large repositories do. */
  sortWithStatesFails: boolean;
}

export const defaultBehaviour: Behaviour = {
  windowSeconds: 3600,
  limitHeaders: 'none',
  limitBodyAsJson: false,
  countRejected: false,
  apiTokensAsBearer: false,
  removedEndpoints: 410,
  renamedRepositories: 301,
  sortWithStatesFails: false,
};

export interface SimulatorOptions {
  readonly seed?: Partial<SeedOptions>;
  readonly limits?: Partial<RateLimits>;
  readonly behaviour?: Partial<Behaviour>;
  /** Ports on the loopback interface; free ones by default. */
  readonly apiPort?: number;
  readonly gitPort?: number;
  /** Repositories are made in its folder `repositories`, which is emptied first; a temporary directory by default. */
  readonly dataDirectory?: string;
  /** How many of the last requests the log holds; 5000 by default. */
  readonly rememberedRequests?: number;
  readonly now?: () => Date;
}
