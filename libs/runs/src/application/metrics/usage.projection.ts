import { applyWith, type Projection, type ReadModelDatabase } from '@holdfast/event-sourcing';
import type { AccountEvent } from '@holdfast/quota';
import { accountStreams } from '../../contracts/account.stream.ts';
import { runStreams, type RunEvent } from '../../contracts/run.events.ts';
import { taskStreams, type TaskEvent } from '../../contracts/task.events.ts';

/** What is counted, each for an account and bucket, or for a word alone. */
export type Counter = 'requests' | 'leases' | 'refusals' | 'switches' | 'throttledSeconds' | 'runs' | 'tasks';

/** Sums from the first event on: they outlive the process, and never fall. */
export const usageProjection: Projection = {
  name: 'usage',
  version: 1,
  streams: [runStreams, taskStreams, accountStreams],
  schema: `
    CREATE TABLE usage (
      counter TEXT NOT NULL, accountId TEXT NOT NULL, bucket TEXT NOT NULL, word TEXT NOT NULL, value REAL NOT NULL,
      PRIMARY KEY (counter, accountId, bucket, word)
    ) WITHOUT ROWID;
    CREATE TABLE usage_wait (
      runId TEXT NOT NULL, accountId TEXT NOT NULL, bucket TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (runId, accountId, bucket)
    ) WITHOUT ROWID;
  `,
  apply: applyWith<RunEvent | TaskEvent | AccountEvent>({
    QuotaLeaseGranted: ({ data }, database) => {
      countFor(database, 'leases', data);
    },
    QuotaLeaseSettled: ({ data }, database) => {
      countFor(database, 'requests', data, data.spent);
    },
    AccountSpentOnTrial: ({ data }, database) => {
      countFor(database, 'requests', data, data.requests);
    },
    AccountRateLimited: ({ data }, database) => {
      countFor(database, 'refusals', data);
    },
    TaskCredentialSwitched: ({ data }, database) => {
      countWord(database, 'switches', data.reason);
    },
    TaskCaptured: (_, database) => {
      countWord(database, 'tasks', 'captured');
    },
    TaskFoundUnchanged: (_, database) => {
      countWord(database, 'tasks', 'unchanged');
    },
    TaskFailed: (_, database) => {
      countWord(database, 'tasks', 'failed');
    },
    RunThrottled: ({ data }, database) => {
      const sql = 'INSERT OR IGNORE INTO usage_wait VALUES (?, ?, ?, ?)';
      for (const { accountId, bucket } of data.accounts) database.run(sql, data.runId, accountId, bucket, data.at);
    },
    RunResumed: ({ data }, database) => {
      endWait(database, data.runId, data.at);
    },
    RunPaused: ({ data }, database) => {
      endWait(database, data.runId, data.at);
    },
    RunCompleted: ({ data }, database) => {
      endRun(database, 'completed', data);
    },
    RunEndedIncomplete: ({ data }, database) => {
      endRun(database, 'incomplete', data);
    },
    RunCancelled: ({ data }, database) => {
      endRun(database, 'cancelled', data);
    },
  }),
};

interface OfAccount {
  readonly accountId: string;
  readonly bucket: string;
}

function countFor(database: ReadModelDatabase, counter: Counter, { accountId, bucket }: OfAccount, value = 1): void {
  add(database, counter, accountId, bucket, '', value);
}

function countWord(database: ReadModelDatabase, counter: Counter, word: string): void {
  add(database, counter, '', '', word, 1);
}

function add(database: ReadModelDatabase, counter: Counter, accountId: string, bucket: string, word: string, value: number): void {
  const sql = 'INSERT INTO usage VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value';
  database.run(sql, counter, accountId, bucket, word, value);
}

function endRun(database: ReadModelDatabase, word: string, { runId, endedAt }: { readonly runId: string; readonly endedAt: string }): void {
  endWait(database, runId, endedAt);
  countWord(database, 'runs', word);
}

function endWait(database: ReadModelDatabase, runId: string, until: string): void {
  const waits = database.all<OfAccount & { since: string }>('SELECT accountId, bucket, since FROM usage_wait WHERE runId = ?', runId);
  for (const wait of waits) {
    const seconds = (Date.parse(until) - Date.parse(wait.since)) / 1000;
    countFor(database, 'throttledSeconds', wait, Math.max(0, seconds));
  }
  database.run('DELETE FROM usage_wait WHERE runId = ?', runId);
}
