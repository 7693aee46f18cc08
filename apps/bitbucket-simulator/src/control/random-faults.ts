import { SeededRandom } from '../seed/seeded-random.ts';
import type { FaultEffect } from './faults.ts';

/** Faults that come by chance, and at the same requests again where requests come in the same order. */
export interface RandomFaultOptions {
  readonly seed: number;
  /** Which share of the requests they meet, from 0 to 1. */
  readonly rate: number;
  readonly effects: readonly FaultEffect[];
  /** As in a fault; every request by default. */
  readonly path?: string;
}

export class RandomFaults {
  readonly #random: SeededRandom;
  readonly #options: RandomFaultOptions;
  readonly #pattern: RegExp;

  constructor(options: RandomFaultOptions) {
    this.#random = new SeededRandom(options.seed, 'faults');
    this.#options = options;
    this.#pattern = new RegExp(options.path ?? '');
  }

  take(methodAndPath: string): FaultEffect | undefined {
    const { rate, effects } = this.#options;
    if (!this.#pattern.test(methodAndPath) || !this.#random.chance(rate)) return undefined;
    return this.#random.pick(effects);
  }
}
