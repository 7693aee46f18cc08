import { applyWith, type PositionedEvent, type Projection, type ReadModelDatabase } from '@holdfast/event-sourcing';
import type { AccountEvent } from '@holdfast/quota';
import { accountStreams } from '../../contracts/account.stream.ts';
import { runStreams, type RunEvent } from '../../contracts/run.events.ts';
import { taskStreams, type TaskEvent } from '../../contracts/task.events.ts';
import { endCostedTask, handBackCostedTask } from './costed-task.ts';
import { busyTime, learnPace } from './costed-run.ts';

/**
 * What captures have cost: of each repository the moving means of its first capture, of those that found something new, and of those that
 * found nothing, in requests and in seconds without waiting. Beside it what the runs that go on have cost so far, to learn from at their
 * end, and what was forecast of each run.
 */
export const costsProjection: Projection = {
  name: 'costs',
  version: 1,
  streams: [runStreams, taskStreams, accountStreams],
  schema: `
    CREATE TABLE repository_cost (
      repositoryId TEXT NOT NULL, outcome TEXT NOT NULL, git REAL, pullrequests REAL, seconds REAL NOT NULL, runId TEXT NOT NULL,
      PRIMARY KEY (repositoryId, outcome)
    );
    CREATE TABLE repository_change (repositoryId TEXT PRIMARY KEY, share REAL NOT NULL);
    CREATE TABLE organization_pace (organizationId TEXT PRIMARY KEY, tasksAtOnce REAL NOT NULL);
    CREATE TABLE costed_run (
      id TEXT PRIMARY KEY, organizationId TEXT NOT NULL, waitedMs INTEGER NOT NULL DEFAULT 0, waitsSince INTEGER,
      firstTaskAt INTEGER, tasks INTEGER NOT NULL DEFAULT 0, workedMs INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE costed_task (
      id TEXT PRIMARY KEY, runId TEXT NOT NULL, repositoryId TEXT NOT NULL, git INTEGER NOT NULL, pullrequests INTEGER NOT NULL,
      gitRequests INTEGER NOT NULL DEFAULT 0, apiRequests INTEGER NOT NULL DEFAULT 0, workedMs INTEGER NOT NULL DEFAULT 0, worksSince INTEGER
    );
    CREATE INDEX costed_task_run ON costed_task (runId);
    CREATE TABLE run_forecast (runId TEXT PRIMARY KEY, requests INTEGER NOT NULL, seconds INTEGER NOT NULL);
  `,
  apply: applyWith<RunEvent | TaskEvent | AccountEvent>({
    RunStarted: ({ data }, database) => {
      database.run('INSERT INTO costed_run (id, organizationId) VALUES (?, ?)', data.runId, data.organizationId);
    },
    RunForecast: ({ data }, database) => {
      database.run('INSERT OR REPLACE INTO run_forecast VALUES (?, ?, ?)', data.runId, data.requests, data.seconds);
    },
    RunThrottled: ({ data }, database) => {
      beginWait(database, data.runId, data.at);
    },
    RunPaused: ({ data }, database) => {
      beginWait(database, data.runId, data.at);
    },
    RunResumed: ({ data }, database) => {
      const sql =
        'UPDATE costed_run SET waitedMs = waitedMs + max(0, ? - waitsSince), waitsSince = NULL WHERE id = ? AND waitsSince IS NOT NULL';
      database.run(sql, Date.parse(data.at), data.runId);
    },
    RunCompleted: ({ data }, database) => {
      learnPace(database, data.runId, data.endedAt);
      forget(database, data.runId);
    },
    RunEndedIncomplete: ({ data }, database) => {
      learnPace(database, data.runId, data.endedAt);
      forget(database, data.runId);
    },
    RunCancelled: ({ data }, database) => {
      forget(database, data.runId);
    },
    TaskPlanned: ({ data: { taskId, runId, repository, content } }, database) => {
      const sql = 'INSERT INTO costed_task (id, runId, repositoryId, git, pullrequests) VALUES (?, ?, ?, ?, ?)';
      const pullRequests = content.metadata.includes('pullrequests');
      database.run(sql, taskId, runId, repository.id, content.git ? 1 : 0, pullRequests ? 1 : 0);
    },
    TaskAssigned: ({ data, metadata }, database) => {
      const since = busyTime(database, data.runId, metadata.at);
      database.run('UPDATE costed_task SET worksSince = ? WHERE id = ?', since, data.taskId);
      database.run('UPDATE costed_run SET firstTaskAt = coalesce(firstTaskAt, ?) WHERE id = ?', since, data.runId);
    },
    TaskHandedBack: ({ data, metadata }, database) => {
      handBackCostedTask(database, data.taskId, busyTime(database, data.runId, metadata.at));
    },
    TaskCaptured: ({ data }, database) => {
      endCostedTask(database, 'captured', data);
    },
    TaskFoundUnchanged: ({ data }, database) => {
      endCostedTask(database, 'unchanged', data);
    },
    QuotaLeaseSettled: ({ data }: PositionedEvent<Extract<AccountEvent, { type: 'QuotaLeaseSettled' }>>, database) => {
      const { taskId, bucket, spent } = data;
      if (bucket === 'git') database.run('UPDATE costed_task SET gitRequests = gitRequests + ? WHERE id = ?', spent, taskId);
      if (bucket === 'api') database.run('UPDATE costed_task SET apiRequests = apiRequests + ? WHERE id = ?', spent, taskId);
    },
  }),
};

function beginWait(database: ReadModelDatabase, runId: string, at: string): void {
  database.run('UPDATE costed_run SET waitsSince = coalesce(waitsSince, ?) WHERE id = ?', Date.parse(at), runId);
}

function forget(database: ReadModelDatabase, runId: string): void {
  database.run('DELETE FROM costed_run WHERE id = ?', runId);
  database.run('DELETE FROM costed_task WHERE runId = ?', runId);
}
