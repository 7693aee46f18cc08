import { applyWith, type PositionedEvent, type Projection, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { planStreams, type PlanEvent } from '@holdfast/plans/contracts';
import { repositoryStreams, type RepositoryEvent } from '@holdfast/runs/contracts';
import {
  organizationStreams,
  type CredentialFacts,
  type CredentialFindings,
  type OrganizationEvent,
} from '../contracts/organization.events.ts';

/** Organizations and their credentials, one row each, and the plans that use them. */
export const organizationsProjection: Projection = {
  name: 'organizations',
  version: 4,
  streams: [organizationStreams, planStreams, repositoryStreams],
  schema: `
    CREATE TABLE organization (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, workspaceId TEXT NOT NULL, workspace TEXT NOT NULL,
      disconnectedAt TEXT
    );
    CREATE TABLE organization_repository (id TEXT PRIMARY KEY, organizationId TEXT NOT NULL);
    CREATE INDEX organization_repository_organization ON organization_repository (organizationId);
    CREATE INDEX organization_workspace ON organization (workspaceId);
    CREATE TABLE credential (
      id TEXT PRIMARY KEY, organizationId TEXT NOT NULL, label TEXT NOT NULL, role TEXT NOT NULL, kind TEXT NOT NULL,
      identity TEXT NOT NULL, accountId TEXT NOT NULL, accountName TEXT NOT NULL, scopes TEXT NOT NULL, status TEXT NOT NULL,
      problems TEXT NOT NULL, membership TEXT NOT NULL, repositoriesNotSeen TEXT NOT NULL, expiresAt TEXT,
      announced INTEGER, failingSince TEXT, triedAt TEXT NOT NULL, addedAt TEXT NOT NULL, addedBy TEXT NOT NULL
    );
    CREATE INDEX credential_organization ON credential (organizationId);
    CREATE INDEX credential_account ON credential (accountId);
    CREATE INDEX credential_tried ON credential (triedAt);
    CREATE TABLE removed_credential (id TEXT PRIMARY KEY);
    CREATE TABLE organization_plan (
      id TEXT PRIMARY KEY, organizationId TEXT NOT NULL, name TEXT NOT NULL, usesAdditionalCredentials INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX organization_plan_organization ON organization_plan (organizationId);
    CREATE TABLE credential_plan (credentialId TEXT NOT NULL, planId TEXT NOT NULL, PRIMARY KEY (credentialId, planId));
  `,
  apply: applyWith<OrganizationEvent | PlanEvent | RepositoryEvent>({
    OrganizationConnected: (event, database) => {
      const { organizationId, name, workspace, primary } = event.data;
      const sql = 'INSERT INTO organization (id, name, workspaceId, workspace) VALUES (?, ?, ?, ?)';
      database.run(sql, organizationId, name, workspace.id, workspace.slug);
      insertCredential(database, event, organizationId, 'primary', primary);
    },
    OrganizationRenamed: ({ data }, database) => {
      database.run('UPDATE organization SET name = ? WHERE id = ?', data.name, data.organizationId);
    },
    OrganizationDisconnected: ({ data: { organizationId }, metadata }, database) => {
      database.run('UPDATE organization SET disconnectedAt = ? WHERE id = ?', metadata.at, organizationId);
      database.run('INSERT OR IGNORE INTO removed_credential SELECT id FROM credential WHERE organizationId = ?', organizationId);
      database.run('DELETE FROM credential WHERE organizationId = ?', organizationId);
    },
    AdditionalCredentialAdded: (event, database) => {
      insertCredential(database, event, event.data.organizationId, 'additional', event.data);
    },
    AdditionalCredentialRemoved: ({ data }, database) => {
      database.run('DELETE FROM credential WHERE id = ?', data.credentialId);
      database.run('INSERT OR IGNORE INTO removed_credential VALUES (?)', data.credentialId);
    },
    CredentialRenamed: ({ data }, database) => {
      database.run('UPDATE credential SET label = ? WHERE id = ?', data.label, data.credentialId);
    },
    CredentialSecretRotated: ({ data, metadata }, database) => {
      const { kind, identity, account, expiresAt, credentialId } = data;
      const sql = `UPDATE credential SET kind = ?, identity = ?, accountId = ?, accountName = ?, expiresAt = ?, announced = NULL WHERE id = ?`;
      database.run(sql, kind, identity, account.id, account.name, expiresAt, credentialId);
      noteFindings(database, data, metadata.at);
    },
    CredentialVerified: ({ data, metadata }, database) => {
      noteFindings(database, data, metadata.at);
    },
    CredentialFailedVerification: ({ data, metadata }, database) => {
      const sql = `UPDATE credential SET status = 'failing', problems = ?, failingSince = coalesce(failingSince, ?), triedAt = ? WHERE id = ?`;
      database.run(sql, JSON.stringify([data.refusal]), metadata.at, metadata.at, data.credentialId);
    },
    CredentialExpiryAnnounced: ({ data }, database) => {
      database.run('UPDATE credential SET announced = ? WHERE id = ?', data.daysLeft, data.credentialId);
    },
    PlanCreated: ({ data }, database) => {
      const sql = 'INSERT INTO organization_plan (id, organizationId, name) VALUES (?, ?, ?)';
      database.run(sql, data.planId, data.organizationId, data.name);
    },
    PlanEdited: ({ data: { planId, after } }, database) => {
      if (after.name !== undefined) database.run('UPDATE organization_plan SET name = ? WHERE id = ?', after.name, planId);
    },
    PlanDeleted: ({ data }, database) => {
      database.run('DELETE FROM organization_plan WHERE id = ?', data.planId);
      database.run('DELETE FROM credential_plan WHERE planId = ?', data.planId);
    },
    AdditionalCredentialsSwitchedOn: ({ data }, database) => {
      database.run('UPDATE organization_plan SET usesAdditionalCredentials = 1 WHERE id = ?', data.planId);
    },
    AdditionalCredentialsSwitchedOff: ({ data }, database) => {
      database.run('UPDATE organization_plan SET usesAdditionalCredentials = 0 WHERE id = ?', data.planId);
    },
    PlanCredentialEnabled: ({ data }, database) => {
      database.run('INSERT OR IGNORE INTO credential_plan VALUES (?, ?)', data.credentialId, data.planId);
    },
    PlanCredentialDisabled: ({ data }, database) => {
      database.run('DELETE FROM credential_plan WHERE credentialId = ? AND planId = ?', data.credentialId, data.planId);
    },
    RepositoryDiscovered: ({ data }, database) => {
      database.run('INSERT OR REPLACE INTO organization_repository VALUES (?, ?)', data.repository.id, data.organizationId);
    },
  }),
};

function insertCredential(
  database: ReadModelDatabase,
  event: PositionedEvent,
  organizationId: string,
  role: 'primary' | 'additional',
  facts: CredentialFacts,
): void {
  const { at, actor } = event.metadata;
  const { credentialId, label, kind, identity, account, expiresAt } = facts;
  database.run(
    `INSERT OR REPLACE INTO credential VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'null', 'verified', '[]', '{}', 'null', ?, NULL, NULL, ?, ?, ?)`,
    ...[credentialId, organizationId, label, role, kind, identity, account.id, account.name, expiresAt, at, at, actor],
  );
  noteFindings(database, facts, at);
}

function noteFindings(database: ReadModelDatabase, findings: Pick<CredentialFacts, 'credentialId' | keyof CredentialFindings>, at: string) {
  const { credentialId, scopes, problems, membership, repositoriesNotSeen } = findings;
  const found = [scopes, problems, membership, repositoriesNotSeen].map((value) => JSON.stringify(value));
  const sql = `
    UPDATE credential SET status = 'verified', failingSince = NULL, scopes = ?, problems = ?, membership = ?, repositoriesNotSeen = ?, triedAt = ?
    WHERE id = ?`;
  database.run(sql, ...found, at, credentialId);
}
