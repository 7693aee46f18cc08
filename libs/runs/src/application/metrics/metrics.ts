import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import { Counter as PrometheusCounter, Gauge, Registry } from 'prom-client';
import type { AccountView } from '../../contracts/run.views.ts';
import type { Counter } from './usage.projection.ts';

interface UsageRow {
  readonly accountId: string;
  readonly bucket: string;
  readonly word: string;
  readonly value: number;
}

interface Description {
  readonly name: string;
  readonly help: string;
  /** By account and bucket, or by a word of this name. */
  readonly word?: string;
}

const counters: Readonly<Record<Counter, Description>> = {
  requests: { name: 'holdfast_requests_total', help: 'Requests that were sent to the provider.' },
  leases: { name: 'holdfast_leases_granted_total', help: 'Leases of requests that were granted.' },
  refusals: { name: 'holdfast_rate_limited_total', help: 'Times that the provider refused an account for its limit.' },
  throttledSeconds: {
    name: 'holdfast_throttled_seconds_total',
    help: 'Seconds that runs waited for requests, for each account that was spent.',
  },
  switches: { name: 'holdfast_credential_switches_total', help: 'Tasks that went on with another account.', word: 'reason' },
  runs: { name: 'holdfast_runs_ended_total', help: 'Runs that ended.', word: 'outcome' },
  tasks: { name: 'holdfast_tasks_ended_total', help: 'Tasks that ended.', word: 'outcome' },
};

const gauges = {
  limit: 'Requests that the provider allows in a window.',
  spent: 'Requests that count in the present window.',
  leased: 'Requests that are leased and not settled.',
  foreign: 'Requests that others are taken to have sent.',
  available: 'Requests that may be leased now.',
} as const;

/** What Prometheus reads, in its text format. Labels hold ids of accounts and fixed words, no name and nothing of what is backed up. */
export async function metricsText(
  accounts: readonly AccountView[],
  database: ReadModelDatabase,
  lagSeconds: number | null,
): Promise<string> {
  const registry = new Registry();
  for (const [counter, description] of Object.entries(counters)) addCounter(registry, description, rowsOf(database, counter));
  for (const [name, help] of Object.entries(gauges)) addGauge(registry, name as keyof typeof gauges, help, accounts);
  const lag = { name: 'holdfast_read_model_lag_seconds', help: 'How far the read models of this gateway are behind the events.' };
  if (lagSeconds !== null) new Gauge({ ...lag, registers: [registry] }).set(lagSeconds);
  return registry.metrics();
}

export const METRICS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

function rowsOf(database: ReadModelDatabase, counter: string): readonly UsageRow[] {
  return database.all<UsageRow>('SELECT accountId, bucket, word, value FROM usage WHERE counter = ?', counter);
}

function addCounter(registry: Registry, { name, help, word }: Description, rows: readonly UsageRow[]): void {
  const labelNames = word === undefined ? ['account', 'bucket'] : [word];
  const counter = new PrometheusCounter({ name, help, labelNames, registers: [registry] });
  for (const row of rows)
    counter.inc(word === undefined ? { account: row.accountId, bucket: row.bucket } : { [word]: row.word }, row.value);
}

function addGauge(registry: Registry, name: keyof typeof gauges, help: string, accounts: readonly AccountView[]): void {
  const gauge = new Gauge({ name: `holdfast_account_${name}`, help, labelNames: ['account', 'bucket'], registers: [registry] });
  for (const { id, buckets } of accounts) for (const one of buckets) gauge.set({ account: id, bucket: one.bucket }, one[name]);
}
