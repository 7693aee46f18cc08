import type { BucketRules } from '../bucket.ts';
import { AccountLedger } from './account-ledger.ts';
import { randomFrom } from './random.ts';
import { RollingProvider } from './rolling-provider.ts';
import { SimulatedWorker } from './simulated-worker.ts';
import { Timeline } from './timeline.ts';

export interface Scenario {
  readonly rules: BucketRules;
  readonly seed: number;
  readonly windows: number;
  /** The run of each worker. */
  readonly workers: readonly string[];
  readonly tasks: number;
  /** Milliseconds, at the most. */
  readonly latency: number;
  readonly thinking: number;
  readonly tripMs: number;
  /** The share of the limit that a stranger spends in a window. */
  readonly stranger: (at: number) => number;
  /** Chance of each worker to crash in a window. */
  readonly crashes: number;
}

export interface Outcome {
  readonly provider: RollingProvider;
  readonly ledger: AccountLedger;
  readonly windowMs: number;
  /** Own requests that were refused. */
  readonly refusals: number;
  /** Own requests that were served in each window, as a part of what the stranger left of the limit. */
  readonly usedOfWindows: readonly number[];
}

const start = Date.parse('2026-11-22T08:00:00.000Z');

/** Workers spend an account as fast as they can, while a stranger spends it too. */
export function simulate(scenario: Scenario): Outcome {
  const { rules, windows, workers } = scenario;
  const windowMs = rules.windowSeconds * 1000;
  const random = randomFrom(scenario.seed);
  const timeline = new Timeline();
  timeline.now = start;
  const provider = new RollingProvider(rules.limit, windowMs);
  const ledger = new AccountLedger(timeline, rules, scenario.tripMs);
  stranger(scenario, random, timeline, provider);
  for (const runId of workers) {
    const habits = {
      ...{ runId, tasks: scenario.tasks },
      latency: () => 1 + random() * scenario.latency,
      counted: random,
      thinking: () => random() * scenario.thinking,
    };
    const worker = new SimulatedWorker(timeline, provider, ledger, habits);
    worker.start();
    for (let window = 0; window < windows; window++)
      if (random() < scenario.crashes)
        timeline.after((window + random()) * windowMs, () => {
          worker.crash();
        });
  }
  timeline.runUntil(start + windows * windowMs);
  return outcomeOf(provider, ledger, scenario);
}

function stranger({ rules, stranger: share }: Scenario, random: () => number, timeline: Timeline, provider: RollingProvider): void {
  const windowMs = rules.windowSeconds * 1000;
  const next = () => {
    const perMs = (share((timeline.now - start) / windowMs) * rules.limit) / windowMs;
    const pause = perMs > 0 ? -Math.log(1 - random()) / perMs : windowMs / 20;
    timeline.after(pause, () => {
      if (perMs > 0) provider.force(timeline.now, 'stranger');
      next();
    });
  };
  next();
}

function outcomeOf(provider: RollingProvider, ledger: AccountLedger, { rules, windows }: Scenario): Outcome {
  const windowMs = rules.windowSeconds * 1000;
  const usedOfWindows = Array.from({ length: windows }, (_, window) => {
    const [from, until] = [start + window * windowMs, start + (window + 1) * windowMs];
    const served = provider.served.filter(({ at }) => at >= from && at < until);
    const strangers = served.filter(({ by }) => by === 'stranger').length;
    return (served.length - strangers) / (rules.limit - strangers);
  });
  const refusals = provider.refused.filter(({ by }) => by !== 'stranger').length;
  return { provider, ledger, windowMs, refusals, usedOfWindows };
}
