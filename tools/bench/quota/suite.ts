import type { Measurement } from '../measurement.ts';
import type { SuiteRun } from '../suite.ts';
import { measureAccounts } from './accounts.ts';
import { measureLarge } from './large.ts';
import { measurePerRepository } from './per-repository.ts';
import { measureRevocation } from './revoked.ts';
import { FULL, QUICK, type Sizes } from './sizes.ts';
import { measureStranger } from './stranger.ts';

type Part = (sizes: Sizes, say: SuiteRun['say']) => Promise<Measurement[]>;

const PARTS: Readonly<Record<string, Part>> = {
  accounts: measureAccounts,
  stranger: measureStranger,
  revoked: measureRevocation,
  large: measureLarge,
  repositories: measurePerRepository,
};

/**
 * How the quota of several accounts is spent, over real HTTP: simulator, event store, gateway, orchestrator and workers are processes on this
 * machine. The hour is shrunk to seconds, no account keeps a reserve, and the pace is so slow that the quota is what limits it.
 */
export async function quotaSuite({ quick, parts, say }: SuiteRun): Promise<readonly Measurement[]> {
  const sizes = quick ? QUICK : FULL;
  const unknown = parts.filter((part) => !(part in PARTS));
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}, but ${Object.keys(PARTS).join(', ')}.`);
  const measurements: Measurement[] = [];
  for (const [name, measure] of Object.entries(PARTS))
    if (parts.length === 0 || parts.includes(name)) measurements.push(...(await measure(sizes, say)));
  return measurements;
}
