import { applyWith, type Projection, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { organizationStreams, type OrganizationEvent } from '@holdfast/organizations/contracts';
import {
  planRunsStreams,
  repositoryStreams,
  runStreams,
  type PlanRunsEvent,
  type RepositoryEvent,
  type RepositoryReference,
  type RunEvent,
} from '@holdfast/runs/contracts';
import { planStreams, type PlanEdited, type PlanEvent } from '../contracts/plan.events.ts';

/**
 * Plans with their switches, their last run, and how far their schedule was followed; of each organization the additional credentials to choose
 * from, and the repositories that its plans' patterns may fit.
 */
export const plansProjection: Projection = {
  name: 'plans',
  version: 5,
  streams: [planStreams, organizationStreams, planRunsStreams, runStreams, repositoryStreams],
  schema: `
    CREATE TABLE plan (
      id TEXT PRIMARY KEY, organizationId TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL,
      usesAdditionalCredentials INTEGER NOT NULL DEFAULT 0, paused INTEGER NOT NULL DEFAULT 0, pausedReason TEXT,
      scheduledSince TEXT NOT NULL, lastScheduledFor TEXT, patternsWithoutEffect TEXT NOT NULL DEFAULT '[]',
      lastRunId TEXT, lastRunStatus TEXT, lastRunStartedAt TEXT, lastRunEndedAt TEXT
    );
    CREATE TABLE plan_credential (planId TEXT NOT NULL, credentialId TEXT NOT NULL, PRIMARY KEY (planId, credentialId));
    CREATE TABLE plan_credential_option (
      credentialId TEXT PRIMARY KEY, organizationId TEXT NOT NULL, label TEXT NOT NULL,
      accountId TEXT NOT NULL, accountName TEXT NOT NULL, status TEXT NOT NULL
    );
    CREATE INDEX plan_credential_option_organization ON plan_credential_option (organizationId);
    CREATE TABLE plan_credential_home (credentialId TEXT PRIMARY KEY, organizationId TEXT NOT NULL);
    CREATE TABLE plan_repository (id TEXT PRIMARY KEY, organizationId TEXT NOT NULL, slug TEXT NOT NULL, fullName TEXT NOT NULL);
    CREATE INDEX plan_repository_organization ON plan_repository (organizationId);
  `,
  apply: applyWith<PlanEvent | OrganizationEvent | PlanRunsEvent | RunEvent | RepositoryEvent>({
    PlanCreated: ({ data, metadata }, database) => {
      const { planId, organizationId, name, clonedFrom: _, ...definition } = data;
      const sql = 'INSERT INTO plan (id, organizationId, name, definition, scheduledSince) VALUES (?, ?, ?, ?, ?)';
      database.run(sql, planId, organizationId, name, JSON.stringify(definition), metadata.at);
    },
    PlanEdited: ({ data, metadata }, database) => {
      edit(database, data, metadata.at);
    },
    PlanPaused: ({ data }, database) => {
      database.run('UPDATE plan SET paused = 1, pausedReason = ? WHERE id = ?', data.reason, data.planId);
    },
    PlanResumed: ({ data, metadata }, database) => {
      database.run('UPDATE plan SET paused = 0, pausedReason = NULL, scheduledSince = ? WHERE id = ?', metadata.at, data.planId);
    },
    PlanDeleted: ({ data }, database) => {
      database.run('DELETE FROM plan WHERE id = ?', data.planId);
    },
    AdditionalCredentialsSwitchedOn: ({ data }, database) => {
      database.run('UPDATE plan SET usesAdditionalCredentials = 1 WHERE id = ?', data.planId);
    },
    AdditionalCredentialsSwitchedOff: ({ data }, database) => {
      database.run('UPDATE plan SET usesAdditionalCredentials = 0 WHERE id = ?', data.planId);
    },
    PlanCredentialEnabled: ({ data }, database) => {
      database.run('INSERT OR IGNORE INTO plan_credential VALUES (?, ?)', data.planId, data.credentialId);
    },
    PlanCredentialDisabled: ({ data }, database) => {
      database.run('DELETE FROM plan_credential WHERE planId = ? AND credentialId = ?', data.planId, data.credentialId);
    },
    OrganizationConnected: ({ data }, database) => {
      database.run('INSERT OR REPLACE INTO plan_credential_home VALUES (?, ?)', data.primary.credentialId, data.organizationId);
    },
    AdditionalCredentialAdded: ({ data }, database) => {
      const { credentialId, organizationId, label, account } = data;
      const sql = `INSERT INTO plan_credential_option VALUES (?, ?, ?, ?, ?, 'verified')`;
      database.run(sql, credentialId, organizationId, label, account.id, account.name);
      database.run('INSERT OR REPLACE INTO plan_credential_home VALUES (?, ?)', credentialId, organizationId);
    },
    AdditionalCredentialRemoved: ({ data }, database) => {
      database.run('DELETE FROM plan_credential_option WHERE credentialId = ?', data.credentialId);
    },
    CredentialVerified: ({ data }, database) => {
      database.run(`UPDATE plan_credential_option SET status = 'verified' WHERE credentialId = ?`, data.credentialId);
    },
    CredentialFailedVerification: ({ data }, database) => {
      database.run(`UPDATE plan_credential_option SET status = 'failing' WHERE credentialId = ?`, data.credentialId);
    },
    CredentialRenamed: ({ data }, database) => {
      database.run('UPDATE plan_credential_option SET label = ? WHERE credentialId = ?', data.label, data.credentialId);
    },
    CredentialSecretRotated: ({ data: { credentialId, account } }, database) => {
      const sql = `UPDATE plan_credential_option SET accountId = ?, accountName = ?, status = 'verified' WHERE credentialId = ?`;
      database.run(sql, account.id, account.name, credentialId);
    },
    OrganizationDisconnected: ({ data }, database) => {
      database.run('DELETE FROM plan_credential_option WHERE organizationId = ?', data.organizationId);
    },
    RunRequested: ({ data }, database) => {
      if (data.scheduledFor !== undefined) follow(database, data.planId, data.scheduledFor);
    },
    ScheduledRunSkipped: ({ data }, database) => {
      follow(database, data.planId, data.scheduledFor);
    },
    RepositoryDiscovered: ({ data }, database) => {
      know(database, data.organizationId, data.repository);
    },
    RepositoryRenamed: ({ data }, database) => {
      know(database, data.organizationId, data.repository);
    },
    RunStarted: ({ data }, database) => {
      const sql = `UPDATE plan SET lastRunId = ?, lastRunStatus = 'queued', lastRunStartedAt = ?, lastRunEndedAt = NULL WHERE id = ?`;
      database.run(sql, data.runId, data.startedAt, data.planId);
    },
    RunPlanningAssigned: ({ data }, database) => {
      database.run(`UPDATE plan SET lastRunStatus = 'running' WHERE lastRunId = ?`, data.runId);
    },
    RunPlanned: ({ data }, database) => {
      const sql = 'UPDATE plan SET patternsWithoutEffect = ? WHERE lastRunId = ?';
      database.run(sql, JSON.stringify(data.patternsWithoutEffect ?? []), data.runId);
    },
    RunPaused: ({ data }, database) => {
      database.run(`UPDATE plan SET lastRunStatus = 'throttled' WHERE lastRunId = ?`, data.runId);
    },
    RunThrottled: ({ data }, database) => {
      database.run(`UPDATE plan SET lastRunStatus = 'throttled' WHERE lastRunId = ?`, data.runId);
    },
    RunResumed: ({ data }, database) => {
      database.run(`UPDATE plan SET lastRunStatus = 'running' WHERE lastRunId = ?`, data.runId);
    },
    RunCompleted: ({ data }, database) => {
      database.run(`UPDATE plan SET lastRunStatus = 'completed', lastRunEndedAt = ? WHERE lastRunId = ?`, data.endedAt, data.runId);
    },
    RunCancelled: ({ data }, database) => {
      database.run(`UPDATE plan SET lastRunStatus = 'cancelled', lastRunEndedAt = ? WHERE lastRunId = ?`, data.endedAt, data.runId);
    },
    RunEndedIncomplete: ({ data }, database) => {
      database.run(`UPDATE plan SET lastRunStatus = 'incomplete', lastRunEndedAt = ? WHERE lastRunId = ?`, data.endedAt, data.runId);
    },
  }),
};

/** A schedule that was changed begins to count anew. */
function edit(database: ReadModelDatabase, { planId, after }: PlanEdited['data'], at: string): void {
  const row = database.get<{ name: string; definition: string }>('SELECT name, definition FROM plan WHERE id = ?', planId);
  if (!row) return;
  const { name = row.name, ...changes } = after;
  const definition = { ...(JSON.parse(row.definition) as object), ...changes };
  database.run('UPDATE plan SET name = ?, definition = ? WHERE id = ?', name, JSON.stringify(definition), planId);
  if (after.schedule !== undefined) database.run('UPDATE plan SET scheduledSince = ? WHERE id = ?', at, planId);
}

function follow(database: ReadModelDatabase, planId: string, scheduledFor: string): void {
  database.run('UPDATE plan SET lastScheduledFor = ? WHERE id = ?', scheduledFor, planId);
}

function know(database: ReadModelDatabase, organizationId: string, { id, slug, fullName }: RepositoryReference): void {
  database.run('INSERT OR REPLACE INTO plan_repository VALUES (?, ?, ?, ?)', id, organizationId, slug, fullName);
}
