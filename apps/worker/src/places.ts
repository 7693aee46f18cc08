import type { WorkKind } from '@holdfast/runs';
import type { WorkInHand } from './work-in-hand.ts';

/** Planning and restores have places of their own: neither waits behind ten thousand tasks. */
export const LANE_PLACES: Readonly<Record<Exclude<WorkKind, 'task'>, number>> = { planning: 2, restore: 2 };

type InHand = Pick<WorkInHand, 'isWaiting' | 'isLong'> & { readonly work: Pick<WorkInHand['work'], 'kind' | 'runId'> };

/** Which tasks there is room for; the words are those of `nextTasks`. */
export interface Room {
  readonly free: number;
  readonly big: number;
  readonly bigAlone: number;
  readonly full: ReadonlySet<string>;
  readonly own: ReadonlyMap<string, number>;
}

/** How many further pieces of work of a kind there is room for. What waits for quota takes no place, but there is an end to that too. */
export function roomInLane(inHand: readonly InHand[], kind: Exclude<WorkKind, 'task'>): number {
  const places = LANE_PLACES[kind];
  const ofKind = inHand.filter(({ work }) => work.kind === kind);
  const active = ofKind.filter(({ isWaiting }) => !isWaiting).length;
  return Math.max(0, Math.min(places - active, 4 * places - ofKind.length));
}

/**
 * Long tasks hold at most half of the places; those beyond go on beside, up to as many again as there are places: so small repositories always
 * get on. A run of which a whole set of tasks waits here already gets no further one.
 */
export function roomForTasks(inHand: readonly InHand[], places: number): Room {
  const tasks = inHand.filter(({ work }) => work.kind === 'task');
  const active = tasks.filter(({ isWaiting }) => !isWaiting);
  const long = active.filter(({ isLong }) => isLong).length;
  const forLong = Math.floor(places / 2);
  const taken = active.length - long + Math.min(long, forLong);
  const waiting = countsByRun(tasks.filter(({ isWaiting }) => isWaiting));
  return {
    free: Math.max(0, Math.min(places - taken, 2 * places - active.length, 4 * places - tasks.length)),
    big: Math.max(0, forLong - long),
    bigAlone: Math.max(0, places - active.length),
    full: new Set([...waiting].filter(([, count]) => count >= places).map(([runId]) => runId)),
    own: countsByRun(tasks),
  };
}

function countsByRun(tasks: readonly InHand[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { work } of tasks) if (work.runId !== null) counts.set(work.runId, (counts.get(work.runId) ?? 0) + 1);
  return counts;
}
