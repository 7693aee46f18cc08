import { alone, type Measurement } from '../measurement.ts';
import type { SuiteRun } from '../suite.ts';
import { inTemporaryDirectory } from '../temporary-directory.ts';
import { Laboratory } from './laboratory.ts';
import { usefulRequests, windowsAfterTheFirst, within } from './request-timeline.ts';
import type { Sizes } from './sizes.ts';
import { repositoriesFor } from './work-to-do.ts';
import { startRun, watchFor } from './watched-run.ts';

interface Spending {
  readonly accounts: number;
  /** Useful requests of each window, by account. */
  readonly windows: readonly (readonly number[])[];
  /** How many requests were, in all of the run and in its first window. */
  readonly refused: { readonly all: number; readonly first: number };
  readonly eventsPerTask: number;
}

/** Nobody else uses the accounts: how much of what they may send is sent, and is it the more the more accounts there are. */
export async function measureAccounts(sizes: Sizes, say: SuiteRun['say']): Promise<Measurement[]> {
  const spendings: Spending[] = [];
  for (const accounts of sizes.accounts) {
    say(`${accounts} accounts with ${sizes.limit} requests in ${sizes.windowSeconds} s each, for ${sizes.windows + 1} windows`);
    spendings.push(await spend(accounts, sizes));
  }
  return [...spendings.flatMap((spending) => report(spending, sizes)), ...speedUp(spendings)];
}

async function spend(accounts: number, sizes: Sizes): Promise<Spending> {
  const { windowSeconds, limit, windows, workers, pullRequests } = sizes;
  const repositories = repositoriesFor(accounts, sizes);
  return inTemporaryDirectory(async (directory) => {
    await using laboratory = await Laboratory.open(directory, {
      ...{ accounts, workers, windowSeconds, limit, repositories, pullRequests, git: false },
    });
    const windowMs = windowSeconds * 1000;
    const { begin, requests, run } = await watchFor(laboratory, await startRun(laboratory), (windows + 1) * windowMs);
    const names = laboratory.accounts.map(({ account }) => account);
    const useful = usefulRequests(requests, names);
    const byAccount = (window: { from: number; to: number }) => {
      const spent = within(useful, window);
      return names.map((name) => spent.filter(({ account }) => account === name).length);
    };
    const refused = requests.filter(({ status }) => status === 429);
    return {
      accounts,
      windows: windowsAfterTheFirst(begin, windowMs, windows).map(byAccount),
      refused: { all: refused.length, first: within(refused, { from: begin, to: begin + windowMs }).length },
      eventsPerTask: (await laboratory.story()).events / run.tasks.captured,
    };
  });
}

function report({ accounts, windows, refused, eventsPerTask: events }: Spending, sizes: Sizes): Measurement[] {
  const { limit, windowSeconds, pullRequests } = sizes;
  const name = accounts === 1 ? '1 account' : `${accounts} accounts`;
  const shares = windows.map((window) => (100 * sum(window)) / (accounts * limit));
  const ofAccounts = Array.from({ length: accounts }, (_, index) => {
    return (100 * sum(windows.map((window) => window[index] ?? 0))) / (windows.length * limit);
  });
  const value = (measure: string, unit: Measurement['unit'], ours: number) => ({ measure: `${name}: ${measure}`, unit, ours: [ours] });
  return [
    alone(
      {
        ...value('of their limits, spent usefully', '%', sum(shares) / shares.length),
        limitedBy: `${limit} requests in ${windowSeconds} s each`,
      },
      { atLeast: 95 },
    ),
    alone(value('the same, in the worst window', '%', Math.min(...shares))),
    alone(value('refused with 429', 'requests', refused.all), { atMost: 0 }),
    alone(value('of these, in the first window', 'requests', refused.first)),
    ...(accounts > 1
      ? [alone(value('difference of their shares', '%', Math.max(...ofAccounts) - Math.min(...ofAccounts)), { atMost: 5 })]
      : []),
    alone(value(`events per task of ${pullRequests + 1} requests`, 'events', events)),
  ];
}

/** Of four accounts next to one. */
function speedUp(spendings: readonly Spending[]): Measurement[] {
  const spentBy = (accounts: number) => {
    const spending = spendings.find((candidate) => candidate.accounts === accounts);
    return spending ? sum(spending.windows.map(sum)) : null;
  };
  const [four, one] = [spentBy(4), spentBy(1)];
  if (four === null || one === null) return [];
  return [alone({ measure: '4 accounts, faster than one', unit: '×', ours: [four / one] }, { atLeast: 3.9 })];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
