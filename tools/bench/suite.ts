import type { Measurement } from './measurement.ts';

/** What a suite may rely on while it runs. */
export interface SuiteRun {
  /** Sizes so small that the numbers mean nothing: shows that everything works. */
  readonly quick: boolean;
  /** Also what takes many minutes and gigabytes. */
  readonly large: boolean;
  /** Which parts of the suite are wanted; none for all. Only some suites have parts. */
  readonly parts: readonly string[];
  /** Tells who waits what is being measured. */
  readonly say: (line: string) => void;
}

/** Measures and answers; whatever it started has ended and whatever it wrote is gone when it resolves. */
export type Suite = (run: SuiteRun) => Promise<readonly Measurement[]>;
