import { applyWith, type Projection } from '@holdfast/event-sourcing';
import { organizationStreams, type OrganizationEvent } from '@holdfast/organizations/contracts';
import { runStreams, type RunEvent } from '@holdfast/runs/contracts';
import { planStreams, type PlanEvent } from '../contracts/plan.events.ts';

/** Plans with their switches, their last run, and the additional credentials of each organization to choose from. */
export const plansProjection: Projection = {
  name: 'plans',
  version: 2,
  streams: [planStreams, organizationStreams, runStreams],
  schema: `
    CREATE TABLE plan (
      id TEXT PRIMARY KEY, organizationId TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL,
      usesAdditionalCredentials INTEGER NOT NULL DEFAULT 0,
      lastRunId TEXT, lastRunStatus TEXT, lastRunStartedAt TEXT, lastRunEndedAt TEXT
    );
    CREATE TABLE plan_credential (planId TEXT NOT NULL, credentialId TEXT NOT NULL, PRIMARY KEY (planId, credentialId));
    CREATE TABLE plan_credential_option (
      credentialId TEXT PRIMARY KEY, organizationId TEXT NOT NULL, label TEXT NOT NULL,
      accountId TEXT NOT NULL, accountName TEXT NOT NULL, status TEXT NOT NULL
    );
    CREATE INDEX plan_credential_option_organization ON plan_credential_option (organizationId);
  `,
  apply: applyWith<PlanEvent | OrganizationEvent | RunEvent>({
    PlanCreated: ({ data }, database) => {
      const { planId, organizationId, name, ...definition } = data;
      const sql = 'INSERT INTO plan (id, organizationId, name, definition) VALUES (?, ?, ?, ?)';
      database.run(sql, planId, organizationId, name, JSON.stringify(definition));
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
    AdditionalCredentialAdded: ({ data }, database) => {
      const { credentialId, organizationId, label, account } = data;
      const sql = `INSERT INTO plan_credential_option VALUES (?, ?, ?, ?, ?, 'verified')`;
      database.run(sql, credentialId, organizationId, label, account.id, account.name);
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
    RunStarted: ({ data }, database) => {
      const sql = `UPDATE plan SET lastRunId = ?, lastRunStatus = 'queued', lastRunStartedAt = ?, lastRunEndedAt = NULL WHERE id = ?`;
      database.run(sql, data.runId, data.startedAt, data.planId);
    },
    RunPlanningAssigned: ({ data }, database) => {
      database.run(`UPDATE plan SET lastRunStatus = 'running' WHERE lastRunId = ?`, data.runId);
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
    RunEndedIncomplete: ({ data }, database) => {
      database.run(`UPDATE plan SET lastRunStatus = 'incomplete', lastRunEndedAt = ? WHERE lastRunId = ?`, data.endedAt, data.runId);
    },
  }),
};
