/** The cases of every run unless somebody asks for others. */
const SEED = 20_260_101;

/**
 * How a property is tried: on the same cases each time, so that a red test stays red. `EVENT_STORE_PROPERTY_RUNS=2000` tries more cases and
 * `EVENT_STORE_PROPERTY_SEED=7` others; a failure prints its seed and its path.
 */
export function propertyParameters(runs: number): { readonly numRuns: number; readonly seed: number } {
  const { EVENT_STORE_PROPERTY_RUNS: more, EVENT_STORE_PROPERTY_SEED: seed } = process.env;
  return { numRuns: Number(more ?? runs), seed: Number(seed ?? SEED) };
}
