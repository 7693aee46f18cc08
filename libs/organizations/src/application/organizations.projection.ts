import { applyWith, type PositionedEvent, type Projection, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { planStreams, type PlanEvent } from '@holdfast/plans/contracts';
import { repositoryStreams, type RepositoryEvent } from '@holdfast/runs/contracts';
import { organizationStreams, type CredentialFacts, type OrganizationEvent } from '../contracts/organization.events.ts';

/** Organizations and their credentials, one row each. */
export const organizationsProjection: Projection = {
  name: 'organizations',
  version: 1,
  streams: [organizationStreams, planStreams, repositoryStreams],
  schema: `
    CREATE TABLE organization (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, workspaceId TEXT NOT NULL, workspace TEXT NOT NULL,
      repositories INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE credential (
      id TEXT PRIMARY KEY, organizationId TEXT NOT NULL, label TEXT NOT NULL, role TEXT NOT NULL, kind TEXT NOT NULL,
      identity TEXT NOT NULL, accountId TEXT NOT NULL, accountName TEXT NOT NULL, scopes TEXT NOT NULL, status TEXT NOT NULL,
      problems TEXT NOT NULL, expiresAt TEXT, addedAt TEXT NOT NULL, addedBy TEXT NOT NULL
    );
    CREATE INDEX credential_organization ON credential (organizationId);
    CREATE TABLE credential_plan (credentialId TEXT NOT NULL, planId TEXT NOT NULL, PRIMARY KEY (credentialId, planId));
    CREATE INDEX credential_account ON credential (accountId);
  `,
  apply: applyWith<OrganizationEvent | PlanEvent | RepositoryEvent>({
    OrganizationConnected: (event, database) => {
      const { organizationId, name, workspace, primary } = event.data;
      database.run('INSERT INTO organization VALUES (?, ?, ?, ?, 0)', organizationId, name, workspace.id, workspace.slug);
      insertCredential(database, event, organizationId, 'primary', primary);
    },
    AdditionalCredentialAdded: (event, database) => {
      insertCredential(database, event, event.data.organizationId, 'additional', event.data);
    },
    AdditionalCredentialRemoved: ({ data }, database) => {
      database.run('DELETE FROM credential WHERE id = ?', data.credentialId);
    },
    CredentialVerified: ({ data }, database) => {
      const { scopes, problems, credentialId } = data;
      const sql = `UPDATE credential SET status = 'verified', scopes = ?, problems = ? WHERE id = ?`;
      database.run(sql, JSON.stringify(scopes), JSON.stringify(problems), credentialId);
    },
    CredentialFailedVerification: ({ data }, database) => {
      const sql = `UPDATE credential SET status = 'failing', problems = ? WHERE id = ?`;
      database.run(sql, JSON.stringify([data.refusal]), data.credentialId);
    },
    PlanCredentialEnabled: ({ data }, database) => {
      database.run('INSERT OR IGNORE INTO credential_plan VALUES (?, ?)', data.credentialId, data.planId);
    },
    PlanCredentialDisabled: ({ data }, database) => {
      database.run('DELETE FROM credential_plan WHERE credentialId = ? AND planId = ?', data.credentialId, data.planId);
    },
    RepositoryDiscovered: ({ data }, database) => {
      database.run('UPDATE organization SET repositories = repositories + 1 WHERE id = ?', data.organizationId);
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
  database.run(
    'INSERT INTO credential VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    facts.credentialId,
    organizationId,
    facts.label,
    role,
    facts.kind,
    facts.identity,
    facts.account.id,
    facts.account.name,
    JSON.stringify(facts.scopes),
    'verified',
    JSON.stringify(facts.problems),
    facts.expiresAt,
    event.metadata.at,
    event.metadata.actor,
  );
}
