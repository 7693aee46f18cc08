import { applyWith, type Projection } from '@holdfast/event-sourcing';
import { accessStreams, type AccessEvent } from '../contracts/access.events.ts';
import { FIRST_TOKEN } from '../domain/first-token.ts';

/** Tokens by their hashes, one row each, also those that open nothing any more. */
export const accessTokensProjection: Projection = {
  name: 'access-tokens',
  version: 1,
  streams: [accessStreams],
  schema: `
    CREATE TABLE access_token (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, tokenHash TEXT NOT NULL, expiresAt TEXT,
      createdAt TEXT NOT NULL, createdBy TEXT NOT NULL, isRevoked INTEGER NOT NULL DEFAULT 0, lastUsedAt TEXT
    ) STRICT;
  `,
  apply: applyWith<AccessEvent>({
    AdministratorTokenIssued: ({ data: { name, tokenHash }, metadata: { at, actor } }, database) => {
      database.run(INSERT, FIRST_TOKEN.id, name, 'administrator', tokenHash, null, at, actor);
    },
    AccessTokenCreated: ({ data: { tokenId, name, role, tokenHash, expiresAt }, metadata: { at, actor } }, database) => {
      database.run(INSERT, tokenId, name, role, tokenHash, expiresAt, at, actor);
    },
    AccessTokenRevoked: ({ data: { tokenId } }, database) => {
      database.run('UPDATE access_token SET isRevoked = 1 WHERE id = ?', tokenId);
    },
    AccessTokenUsed: ({ data: { tokenId }, metadata: { at } }, database) => {
      database.run(`UPDATE access_token SET lastUsedAt = max(coalesce(lastUsedAt, ''), ?) WHERE id = ?`, at, tokenId);
    },
  }),
};

const INSERT = `
  INSERT OR IGNORE INTO access_token (id, name, role, tokenHash, expiresAt, createdAt, createdBy) VALUES (?, ?, ?, ?, ?, ?, ?)`;
