import { buckets, type Bucket } from '@holdfast/quota';
import { MOST_ACCOUNTS, sharesOf, type Forecast } from '@holdfast/quota';
import type { ForecastOfAccount, ForecastView } from '../../contracts/forecast.views.ts';
import type { SuppliedAccount } from './account-supplies.ts';
import { totalOf, type ExpectedWork } from './expected-work.ts';

interface Forecasted {
  readonly forecast: Forecast;
  readonly expected: ExpectedWork;
  readonly supposed: readonly SuppliedAccount[];
  readonly withinSeconds: number | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly assumptions: readonly string[];
}

/** So many waits are told. */
const WAITS_TOLD = 100;

export function viewOf(forecasted: Forecasted): ForecastView {
  const { forecast, expected, supposed, withinSeconds, now, assumptions } = forecasted;
  const { estimate, requests } = expected;
  const used = buckets.filter((bucket) => requestsIn(expected, bucket) > 0);
  return {
    requests: totalOf(expected),
    seconds: Math.ceil(forecast.seconds),
    throttledSeconds: Math.ceil(forecast.waitedSeconds),
    accounts: supposed.length,
    windowSeconds: withinSeconds,
    accountsNeeded: forecast.accountsNeeded,
    accountsNeededReason: reasonOf(forecasted),
    repositories: { selected: estimate.captures.length, neverCaptured: estimate.neverCaptured },
    byBucket: used.map((bucket) => ({ bucket, requests: requestsIn(expected, bucket) })),
    byKind: [
      { kind: 'listing', bucket: 'api', requests: requests.listing },
      { kind: 'pullrequests', bucket: 'api', requests: requests.pullrequests },
      { kind: 'git', bucket: 'git', requests: requests.git },
    ],
    perAccount: perAccount(forecasted, used),
    throttled: forecast.waits
      .slice(0, WAITS_TOLD)
      .map(({ bucket, from, until }) => ({ bucket, from: at(now, from), until: at(now, until) })),
    gains: forecast.gains.map(({ accounts, seconds, gainedSeconds }) => ({
      accounts,
      seconds: Math.ceil(seconds),
      gainedSeconds: gainedSeconds === null ? null : Math.round(gainedSeconds),
    })),
    assumptions,
  };
}

function perAccount({ forecast, expected, supposed }: Forecasted, used: readonly Bucket[]): readonly ForecastOfAccount[] {
  const shares = used.map((bucket) => ({
    bucket,
    shares: sharesOf(
      requestsIn(expected, bucket),
      supposed.map(({ supply }) => supply[bucket]),
      forecast.seconds,
    ),
  }));
  return supposed.map(({ accountId, label, supply }, index) => {
    const spent = shares.map(({ bucket, shares: ofAll }) => {
      const { usable, refills } = supply[bucket];
      const available = refills.find(({ afterSeconds }) => afterSeconds === 0)?.requests ?? 0;
      return { bucket, usable, available, requests: ofAll[index] ?? 0 };
    });
    return { accountId, label, requests: spent.reduce((total, { requests }) => total + requests, 0), buckets: spent };
  });
}

function requestsIn({ requests: { listing, pullrequests, git } }: ExpectedWork, bucket: Bucket): number {
  if (bucket === 'git') return git;
  return bucket === 'api' ? listing + pullrequests : 0;
}

function reasonOf({ forecast, withinSeconds }: Forecasted): string {
  const { accountsNeeded, fastestSeconds, workSeconds } = forecast;
  const fastest = `${Math.ceil(fastestSeconds)} seconds`;
  if (accountsNeeded !== null && withinSeconds === null)
    return `The fewest accounts with which it takes ${fastest}: more would not make it faster.`;
  if (accountsNeeded !== null) return `The fewest accounts that do it in ${withinSeconds ?? 0} seconds.`;
  if (workSeconds > (withinSeconds ?? 0))
    return `No number of accounts does it in ${withinSeconds ?? 0} seconds: without any waiting the work itself takes ${Math.ceil(workSeconds)}.`;
  return `Not even ${MOST_ACCOUNTS} accounts do it in ${withinSeconds ?? 0} seconds: they take ${fastest}. More are not supposed.`;
}

function at(now: number, seconds: number): string {
  return new Date(now + Math.round(seconds * 1_000)).toISOString();
}
