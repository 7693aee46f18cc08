import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedRequest } from '@holdfast/bitbucket-simulator';
import type { RunView } from '@holdfast/runs/contracts';
import type { Laboratory } from './laboratory.ts';

const LOOK_EVERY_MS = 250;

/** What was asked while a run went on, oldest first, and how the run stood at the end of that. */
export interface WatchedRun {
  /** When the first request came, in milliseconds since 1970. */
  readonly begin: number;
  readonly requests: readonly LoggedRequest[];
  readonly run: RunView;
}

/** Starts a run, of which nobody knows the log before. Answers its id. */
export async function startRun({ api, bitbucket, planId }: Laboratory): Promise<string> {
  await bitbucket.control('reset-statistics', {});
  return api.create(`/plans/${planId}/runs`);
}

/** Watches a run for so long from its first request on. Throws when it ends before: then there was too little to do. */
export async function watchFor(laboratory: Laboratory, runId: string, milliseconds: number): Promise<WatchedRun> {
  const begin = await firstRequest(laboratory);
  await delay(begin + milliseconds - Date.now());
  const run = await laboratory.api.run(runId);
  if (run.endedAt !== null) throw new Error(`The run ended before it was watched long enough: ${JSON.stringify(run.tasks)}`);
  return { begin, requests: await laboratory.requests(), run };
}

/** Waits until a run is as it should be; throws when it ended and is not. */
export async function waitFor(laboratory: Laboratory, runId: string, isIt: (run: RunView) => boolean): Promise<RunView> {
  for (;;) {
    const run = await laboratory.api.run(runId);
    if (isIt(run)) return run;
    if (run.endedAt !== null) throw new Error(`The run ended as ${run.status}: ${JSON.stringify(run.missing.slice(0, 3))}`);
    await delay(LOOK_EVERY_MS);
  }
}

async function firstRequest(laboratory: Laboratory): Promise<number> {
  for (;;) {
    const [first] = await laboratory.requests();
    if (first) return Date.parse(first.at);
    await delay(10);
  }
}
