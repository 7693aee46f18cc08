import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { account } from './account.decider.ts';
import { ledgerOf } from './account.state.ts';
import { simulate, type Outcome, type Scenario } from './testing/quota-simulation.ts';

/** One process with eight requests at a time, alone with its account, an hour shrunk to six seconds. */
const alone: Scenario = {
  ...{ rules: { limit: 1_000, windowSeconds: 6, reserve: 0 }, seed: 1, windows: 8 },
  ...{ workers: ['run'], tasks: 8, latency: 20, thinking: 0, tripMs: 5, stranger: () => 0, crashes: 0 },
};
const hour = { limit: 1_000, windowSeconds: 3_600, reserve: 0 };
const fourProcesses = ['run', 'run', 'run', 'run'];
const lowest = (outcome: Outcome, firstWindow = 0) => Math.min(...outcome.usedOfWindows.slice(firstWindow));

const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  rules: fc.record({
    limit: fc.integer({ min: 1, max: 400 }),
    windowSeconds: fc.constantFrom(0.5, 6, 60, 3_600),
    reserve: fc.constantFrom(0, 0.1),
  }),
  seed: fc.nat(),
  windows: fc.constant(4),
  workers: fc.array(fc.constantFrom('run1', 'run2', 'run3'), { minLength: 1, maxLength: 5 }),
  tasks: fc.integer({ min: 1, max: 8 }),
  latency: fc.constantFrom(1, 50, 1_000),
  thinking: fc.constantFrom(0, 10, 500),
  tripMs: fc.constantFrom(1, 30),
  stranger: fc.constant(() => 0),
  crashes: fc.constantFrom(0, 0.3, 1),
});

describe('accounts that nobody else uses', () => {
  it('are never refused, whatever crashes, and however large and slow anything is', () => {
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        expect(simulate(scenario).refusals).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['one process', alone],
    ['four processes', { ...alone, workers: fourProcesses }],
    ['four processes that take their time', { ...alone, workers: fourProcesses, thinking: 200 }],
    ['slow answers', { ...alone, tasks: 16, latency: 100, tripMs: 20 }],
    ['the real hour', { ...alone, rules: hour, latency: 400, tripMs: 20 }],
    ['a small limit', { ...alone, rules: { limit: 60, windowSeconds: 15, reserve: 0 } }],
  ])('are spent to 98 percent of the limit in every window: %s', (_, scenario) => {
    const outcome = simulate(scenario);
    expect(lowest(outcome)).toBeGreaterThanOrEqual(0.98);
    expect(outcome.refusals).toBe(0);
  });

  it('cost few events: two for each lease, and a lease for many requests', () => {
    const { ledger, provider } = simulate(alone);
    expect(ledger.events.length / provider.served.length).toBeLessThan(0.25);
  });

  it('have books that stay small, and say all', () => {
    const { ledger } = simulate({ ...alone, workers: ['r1', 'r2', 'r3', 'r4'], thinking: 200 });
    const books = ledger.events.filter(account.opensBooks);
    expect(books.length).toBeGreaterThan(1);
    for (const event of books) expect(JSON.stringify(event).length).toBeLessThan(12_000);
    const opening = ledger.events.findLastIndex(account.opensBooks);
    expect(ledger.events.slice(opening).reduce(account.evolve, account.initialState)).toEqual(ledger.state);
    expect(ledgerOf(ledger.state, 'api').spent.length).toBeLessThan(300);
  });
});

describe('an account of which a stranger spends 30 percent at random', () => {
  it.each([
    ['one process', { ...alone, stranger: () => 0.3 }, 80],
    ['four processes', { ...alone, stranger: () => 0.3, workers: fourProcesses }, 160],
    ['the real hour', { ...alone, stranger: () => 0.3, rules: hour, latency: 400 }, 60],
  ])('is spent to 90 percent of what is left on average, with few refusals: %s', (_, scenario, most) => {
    for (const seed of [1, 2, 3]) {
      const outcome = simulate({ ...scenario, seed });
      const later = outcome.usedOfWindows.slice(1);
      expect(later.reduce((sum, used) => sum + used, 0) / later.length).toBeGreaterThanOrEqual(0.96);
      expect(lowest(outcome, 1)).toBeGreaterThanOrEqual(0.9);
      expect(outcome.refusals).toBeLessThanOrEqual(most);
    }
  });

  it('is spent whole again within two windows after the stranger stops', () => {
    const outcome = simulate({ ...alone, stranger: (window) => (window < 3 ? 0.3 : 0) });
    expect(lowest(outcome, 5)).toBeGreaterThanOrEqual(0.98);
  });
});

describe('two runs that share an account', () => {
  it('get near to the same, also when one has three times as many processes', () => {
    const { provider, windowMs } = simulate({ ...alone, workers: ['large', 'large', 'large', 'small'] });
    const begin = Math.min(...provider.served.map(({ at }) => at)) - windowMs;
    const small = provider.servedTo('small', begin, Infinity) / provider.served.length;
    expect(small).toBeGreaterThan(0.38);
  });
});
