import type { Authentication } from '../access/authentication.ts';
import type { Faults } from '../control/faults.ts';
import type { RequestLog } from '../control/request-log.ts';
import type { Strangers } from '../control/strangers.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import type { Behaviour } from '../simulator-options.ts';
import type { SignedLinks } from '../storage/signed-links.ts';
import type { StoredObjects } from '../storage/stored-objects.ts';
import type { World } from '../world/world.ts';

/** Where the servers listen, without a slash at the end; known once they do. */
export interface Origins {
  /** With `/2.0`. */
  api: string;
  git: string;
  /** Of downloads and LFS objects. */
  storage: string;
}

/** Everything the handlers work with. */
export interface Simulation {
  readonly world: World;
  readonly behaviour: Behaviour;
  readonly origins: Origins;
  readonly limiter: RateLimiter;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly strangers: Strangers;
  readonly authentication: Authentication;
  readonly objects: StoredObjects;
  readonly signedLinks: SignedLinks;
  /** Where new repositories are made. */
  readonly directory: string;
  readonly now: () => Date;
}
