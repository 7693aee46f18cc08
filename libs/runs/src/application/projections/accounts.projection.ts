import { applyWith, type Projection, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { organizationStreams, type CredentialFacts, type OrganizationEvent } from '@holdfast/organizations/contracts';

/** Which credentials belong to which account. What an account has left is asked of its ledger, not kept here. */
export const accountsProjection: Projection = {
  name: 'accounts',
  version: 2,
  streams: [organizationStreams],
  schema: `
    CREATE TABLE account_credential (
      credentialId TEXT PRIMARY KEY, accountId TEXT NOT NULL, accountName TEXT NOT NULL, kind TEXT NOT NULL,
      organizationId TEXT NOT NULL, label TEXT NOT NULL
    );
    CREATE INDEX account_credential_account ON account_credential (accountId);
  `,
  apply: applyWith<OrganizationEvent>({
    OrganizationConnected: ({ data }, database) => {
      insert(database, data.organizationId, data.primary);
    },
    AdditionalCredentialAdded: ({ data }, database) => {
      insert(database, data.organizationId, data);
    },
    AdditionalCredentialRemoved: ({ data }, database) => {
      database.run('DELETE FROM account_credential WHERE credentialId = ?', data.credentialId);
    },
    CredentialRenamed: ({ data }, database) => {
      database.run('UPDATE account_credential SET label = ? WHERE credentialId = ?', data.label, data.credentialId);
    },
    CredentialSecretRotated: ({ data }, database) => {
      insert(database, data.organizationId, data);
    },
    OrganizationDisconnected: ({ data }, database) => {
      database.run('DELETE FROM account_credential WHERE organizationId = ?', data.organizationId);
    },
  }),
};

function insert(database: ReadModelDatabase, organizationId: string, { credentialId, account, kind, label }: CredentialFacts): void {
  const sql = 'INSERT OR REPLACE INTO account_credential VALUES (?, ?, ?, ?, ?, ?)';
  database.run(sql, credentialId, account.id, account.name, kind, organizationId, label);
}
