import { applyWith, type PositionedEvent, type Projection, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { organizationStreams, type CredentialFacts, type OrganizationEvent } from '@holdfast/organizations/contracts';
import type { AccountEvent } from '@holdfast/quota';
import { accountStreams } from '../../contracts/account.stream.ts';
import { runStreams, type RunEvent } from '../../contracts/run.events.ts';
import { taskStreams, type RequestsPaid, type TaskEvent } from '../../contracts/task.events.ts';

/** Runs and their tasks, what each account spent on them, every switch, and every wait. */
export const runsProjection: Projection = {
  name: 'runs',
  version: 4,
  streams: [runStreams, taskStreams, accountStreams, organizationStreams],
  schema: `
    CREATE TABLE run (
      id TEXT PRIMARY KEY, planId TEXT NOT NULL, organizationId TEXT NOT NULL, status TEXT NOT NULL, startedAt TEXT NOT NULL, endedAt TEXT,
      retryOf TEXT, waitsFor TEXT, resumesAt TEXT, planned INTEGER, captured INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
      failed INTEGER NOT NULL DEFAULT 0, cancelled INTEGER NOT NULL DEFAULT 0, missing TEXT NOT NULL DEFAULT '[]', bytes INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX run_plan ON run (planId, id);
    CREATE TABLE task (
      id TEXT PRIMARY KEY, runId TEXT NOT NULL, repositoryId TEXT NOT NULL, repository TEXT NOT NULL, status TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0, snapshotId TEXT, isWhole INTEGER NOT NULL DEFAULT 0, reason TEXT, paid TEXT,
      startedAt TEXT, endedAt TEXT
    );
    CREATE INDEX task_run ON task (runId, id);
    CREATE INDEX task_snapshot ON task (snapshotId);
    CREATE INDEX task_running ON task (runId) WHERE status = 'running';
    CREATE TABLE spending (
      runId TEXT NOT NULL, taskId TEXT NOT NULL, credentialId TEXT NOT NULL, accountId TEXT NOT NULL, bucket TEXT NOT NULL,
      requests INTEGER NOT NULL, PRIMARY KEY (runId, taskId, credentialId, bucket)
    );
    CREATE TABLE credential_label (credentialId TEXT PRIMARY KEY, label TEXT NOT NULL, accountName TEXT NOT NULL);
    CREATE TABLE credential_switch (
      id INTEGER PRIMARY KEY, runId TEXT NOT NULL, taskId TEXT NOT NULL, at TEXT NOT NULL, bucket TEXT NOT NULL, reason TEXT NOT NULL,
      "from" TEXT NOT NULL, "to" TEXT NOT NULL
    );
    CREATE INDEX credential_switch_run ON credential_switch (runId);
    CREATE TABLE throttled_period (
      id INTEGER PRIMARY KEY, runId TEXT NOT NULL, accountId TEXT NOT NULL, bucket TEXT NOT NULL, "from" TEXT NOT NULL, until TEXT NOT NULL
    );
    CREATE INDEX throttled_period_run ON throttled_period (runId);
    CREATE TABLE lease_decision (
      id TEXT PRIMARY KEY, runId TEXT NOT NULL, taskId TEXT NOT NULL, at TEXT NOT NULL, accountId TEXT NOT NULL, credentialId TEXT NOT NULL,
      bucket TEXT NOT NULL, requests INTEGER NOT NULL, choice TEXT NOT NULL
    );
    CREATE INDEX lease_decision_run ON lease_decision (runId, id);
  `,
  apply: applyWith<RunEvent | TaskEvent | AccountEvent | OrganizationEvent>({
    OrganizationConnected: ({ data }, database) => {
      label(database, data.primary);
    },
    AdditionalCredentialAdded: ({ data }, database) => {
      label(database, data);
    },
    RunStarted: ({ data }, database) => {
      const { runId, planId, organizationId, retryOf, startedAt } = data;
      const sql = `INSERT INTO run (id, planId, organizationId, retryOf, status, startedAt) VALUES (?, ?, ?, ?, 'queued', ?)`;
      database.run(sql, runId, planId, organizationId, retryOf ?? null, startedAt);
    },
    RunPlanningAssigned: ({ data }, database) => {
      database.run(`UPDATE run SET status = 'running' WHERE id = ?`, data.runId);
    },
    RunPlanned: ({ data }, database) => {
      database.run('UPDATE run SET planned = ? WHERE id = ?', data.tasks, data.runId);
    },
    RunThrottled: ({ data }, database) => {
      database.run(`UPDATE run SET status = 'throttled', waitsFor = 'quota', resumesAt = ? WHERE id = ?`, data.resumesAt, data.runId);
      for (const { accountId, bucket, until } of data.accounts) {
        const sql = 'INSERT INTO throttled_period (runId, accountId, bucket, "from", until) VALUES (?, ?, ?, ?, ?)';
        database.run(sql, data.runId, accountId, bucket, data.at, until);
      }
    },
    RunPaused: ({ data }, database) => {
      database.run(`UPDATE run SET status = 'throttled', waitsFor = 'window', resumesAt = ? WHERE id = ?`, data.resumesAt, data.runId);
    },
    RunResumed: ({ data }, database) => {
      database.run(`UPDATE run SET status = 'running', waitsFor = NULL, resumesAt = NULL WHERE id = ?`, data.runId);
    },
    RunCompleted: ({ data }, database) => {
      database.run(
        `UPDATE run SET status = 'completed', waitsFor = NULL, resumesAt = NULL, endedAt = ? WHERE id = ?`,
        data.endedAt,
        data.runId,
      );
    },
    RunEndedIncomplete: ({ data }, database) => {
      const sql = `UPDATE run SET status = 'incomplete', waitsFor = NULL, resumesAt = NULL, endedAt = ?, missing = ? WHERE id = ?`;
      database.run(sql, data.endedAt, JSON.stringify(data.missing), data.runId);
    },
    RunCancelled: ({ data }, database) => {
      const sql = `UPDATE run SET status = 'cancelled', waitsFor = NULL, resumesAt = NULL, endedAt = ? WHERE id = ?`;
      database.run(sql, data.endedAt, data.runId);
      database.run(`UPDATE task SET status = 'cancelled' WHERE runId = ? AND status IN ('planned', 'running')`, data.runId);
      recountCancelled(database, data.runId);
    },
    TaskPlanned: ({ data }, database) => {
      const { taskId, runId, repository } = data;
      const sql = `INSERT INTO task (id, runId, repositoryId, repository, status) VALUES (?, ?, ?, ?, ?)`;
      const late = isCancelled(database, runId);
      database.run(sql, taskId, runId, repository.id, repository.fullName, late ? 'cancelled' : 'planned');
      if (late) recountCancelled(database, runId);
    },
    TaskAssigned: ({ data, metadata }, database) => {
      const sql = `
        UPDATE task SET status = iif(status = 'cancelled', status, 'running'), attempts = ?, startedAt = coalesce(startedAt, ?)
        WHERE id = ?`;
      database.run(sql, data.attempt, metadata.at, data.taskId);
    },
    TaskHandedBack: ({ data }, database) => {
      database.run(`UPDATE task SET status = 'planned' WHERE id = ? AND status = 'running'`, data.taskId);
    },
    TaskCredentialSwitched: ({ data, metadata }, database) => {
      const { runId, taskId, bucket, reason, from, to } = data;
      const sql = 'INSERT INTO credential_switch (runId, taskId, at, bucket, reason, "from", "to") VALUES (?, ?, ?, ?, ?, ?, ?)';
      database.run(sql, runId, taskId, metadata.at, bucket, reason, JSON.stringify(from), JSON.stringify(to));
    },
    TaskCaptured: ({ data }, database) => {
      endTask(database, 'captured', { ...data, isWhole: data.notCaptured.length === 0 });
      database.run('UPDATE run SET captured = captured + 1, bytes = bytes + ? WHERE id = ?', data.bytes, data.runId);
    },
    TaskFoundUnchanged: ({ data }, database) => {
      endTask(database, 'unchanged', { ...data, isWhole: true });
      database.run('UPDATE run SET unchanged = unchanged + 1 WHERE id = ?', data.runId);
    },
    TaskFailed: ({ data }, database) => {
      endTask(database, 'failed', data);
      database.run('UPDATE run SET failed = failed + 1 WHERE id = ?', data.runId);
    },
    QuotaLeaseGranted: ({ data }: PositionedEvent<Extract<AccountEvent, { type: 'QuotaLeaseGranted' }>>, database) => {
      const { leaseId, runId, taskId, grantedAt, accountId, credentialId, bucket, requests, choice } = data;
      const sql = 'INSERT INTO lease_decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
      database.run(sql, leaseId, runId, taskId, grantedAt, accountId, credentialId, bucket, requests, JSON.stringify(choice));
    },
    QuotaLeaseSettled: ({ data }, database) => {
      const { runId, taskId, credentialId, accountId, bucket, spent } = data;
      const sql = `INSERT INTO spending VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET requests = requests + excluded.requests`;
      if (spent > 0) database.run(sql, runId, taskId, credentialId, accountId, bucket, spent);
    },
  }),
};

function label(database: ReadModelDatabase, { credentialId, label: name, account }: CredentialFacts): void {
  database.run('INSERT OR REPLACE INTO credential_label VALUES (?, ?, ?)', credentialId, name, account.name);
}

interface TaskEnd {
  readonly taskId: string;
  readonly runId: string;
  readonly endedAt: string;
  readonly snapshotId?: string;
  readonly isWhole?: boolean;
  readonly reason?: string;
  readonly requests?: readonly RequestsPaid[];
}

/** Work that was in hand when the run was cancelled may still have been done. */
function endTask(database: ReadModelDatabase, status: 'captured' | 'unchanged' | 'failed', end: TaskEnd): void {
  const { taskId, runId, endedAt, snapshotId = null, isWhole = false, reason = null, requests } = end;
  const sql = 'UPDATE task SET status = ?, snapshotId = ?, isWhole = ?, reason = ?, paid = ?, endedAt = ? WHERE id = ?';
  database.run(sql, status, snapshotId, isWhole ? 1 : 0, reason, requests ? JSON.stringify(requests) : null, endedAt, taskId);
  if (isCancelled(database, runId)) recountCancelled(database, runId);
}

function isCancelled(database: ReadModelDatabase, runId: string): boolean {
  return database.get<{ status: string }>('SELECT status FROM run WHERE id = ?', runId)?.status === 'cancelled';
}

function recountCancelled(database: ReadModelDatabase, runId: string): void {
  const sql = `UPDATE run SET cancelled = (SELECT count(*) FROM task WHERE runId = run.id AND status = 'cancelled') WHERE id = ?`;
  database.run(sql, runId);
}
