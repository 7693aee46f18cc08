import { BIG_BYTES } from '../projections/open-work.projection.ts';
import type { OpenWork, TaskQueue } from './open-work.ts';

export interface Choosing {
  /** Who looks: workers that look at the same moment begin at different places of what is equally good. */
  readonly workerId: string;
  /** How many of each run's tasks the worker has in hand itself. */
  readonly own: ReadonlyMap<string, number>;
  /** When each run last got a task here, as a number that grows with each task. */
  readonly lastTurns: ReadonlyMap<string, number>;
  /** Runs that are to get no further task here. */
  readonly full: ReadonlySet<string>;
  /** How many tasks to choose at most. */
  readonly free: number;
  /** How many of them may be big while there are others, and while there are none. */
  readonly big: number;
  readonly bigAlone: number;
  /** How many tasks all workers together may have in hand, of one organization and of all; null without a limit. */
  readonly limits: TaskLimits;
}

export interface TaskLimits {
  readonly organization: number | null;
  readonly all: number | null;
}

/**
 * Which tasks to take on next. Each goes to the organization, and there to the run, that has the fewest in hand over all workers: so two
 * runs at the same time get equal shares, and a small one is not behind ten thousand tasks. Of equals, it goes to the one whose turn was longest
 * ago.
 */
export function nextTasks(queues: readonly TaskQueue[], choosing: Choosing): OpenWork[] {
  const shares = new Shares(queues, choosing);
  const chosen: OpenWork[] = [];
  let { big, bigAlone } = choosing;
  while (chosen.length < choosing.free) {
    const next = shares.take(() => big > 0) ?? shares.take(() => bigAlone > 0);
    if (!next) break;
    if (isBig(next)) [big, bigAlone] = [big - 1, bigAlone - 1];
    chosen.push(next);
  }
  return chosen;
}

export const isBig = ({ size }: Pick<OpenWork, 'size'>): boolean => size >= BIG_BYTES;

interface Share {
  readonly queue: TaskQueue;
  readonly open: OpenWork[];
  inHand: number;
  lastTurn: number;
}

interface Candidate {
  readonly share: Share;
  readonly index: number;
  /** What its whole organization has in hand. */
  readonly ofOrganization: number;
}

function isBetter(a: Candidate, b: Candidate): boolean {
  const order = a.ofOrganization - b.ofOrganization || a.share.inHand - b.share.inHand || a.share.lastTurn - b.share.lastTurn;
  return order < 0;
}

/** What each run has in hand, and what it has to give. */
class Shares {
  readonly #shares: readonly Share[];
  readonly #limits: TaskLimits;

  constructor(queues: readonly TaskQueue[], { workerId, own, lastTurns, full, limits }: Choosing) {
    this.#limits = limits;
    this.#shares = shuffled(queues, ({ runId }) => workerId + runId).map((queue) => ({
      queue,
      open: full.has(queue.runId) ? [] : inOrderFor(workerId, queue.open),
      inHand: queue.takenByOthers + (own.get(queue.runId) ?? 0),
      lastTurn: lastTurns.get(queue.runId) ?? -1,
    }));
  }

  take(mayBeBig: () => boolean): OpenWork | undefined {
    if (isReached(this.#limits.all, this.#inHand())) return undefined;
    const candidates = this.#shares.flatMap((share) => this.#candidate(share, mayBeBig()));
    const best = candidates.reduce<Candidate | undefined>((first, next) => (first && !isBetter(next, first) ? first : next), undefined);
    if (!best) return undefined;
    best.share.inHand += 1;
    best.share.lastTurn = Math.max(...this.#shares.map(({ lastTurn }) => lastTurn)) + 1;
    return best.share.open.splice(best.index, 1)[0];
  }

  #candidate(share: Share, mayBeBig: boolean): Candidate[] {
    const index = share.open.findIndex((work) => mayBeBig || !isBig(work));
    const ofOrganization = this.#inHand(share.queue.organizationId);
    return index < 0 || isReached(this.#limits.organization, ofOrganization) ? [] : [{ share, index, ofOrganization }];
  }

  /** Of one organization, or of all. What waits for quota counts for nobody. */
  #inHand(organizationId?: string): number {
    const counted = this.#shares.filter(({ queue }) => !queue.waits && (organizationId ?? queue.organizationId) === queue.organizationId);
    return counted.reduce((total, { inHand }) => total + inHand, 0);
  }
}

function isReached(limit: number | null, inHand: number): boolean {
  return limit !== null && inHand >= limit;
}

/** What was left behind first; small ones before big ones; otherwise each worker its own order. */
function inOrderFor(workerId: string, open: readonly OpenWork[]): OpenWork[] {
  const rank = (work: OpenWork) => (work.workerId === null ? 1 : 0) + (isBig(work) ? 2 : 0);
  return shuffled(open, ({ id }) => workerId + id).sort((a, b) => rank(a) - rank(b));
}

function shuffled<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const keyed = items.map((item) => ({ item, key: hashOf(keyOf(item)) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
