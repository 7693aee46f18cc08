import { applyWith, type Projection } from '@holdfast/event-sourcing';
import { repositoryStreams, type RepositoryEvent } from '../../contracts/repository.events.ts';
import { restoreStreams, type RestoreEvent } from '../../contracts/restore.events.ts';

/** Repositories, their snapshots, and what was restored. */
export const snapshotsProjection: Projection = {
  name: 'snapshots',
  version: 4,
  streams: [repositoryStreams, restoreStreams],
  schema: `
    CREATE TABLE repository (
      id TEXT PRIMARY KEY, organizationId TEXT NOT NULL, name TEXT NOT NULL, fullName TEXT NOT NULL,
      snapshots INTEGER NOT NULL DEFAULT 0, lastSnapshotAt TEXT
    );
    CREATE INDEX repository_organization ON repository (organizationId, id);
    CREATE TABLE snapshot (
      id TEXT PRIMARY KEY, repositoryId TEXT NOT NULL, organizationId TEXT NOT NULL, runId TEXT NOT NULL, takenAt TEXT NOT NULL,
      manifestDigest TEXT NOT NULL, refCount INTEGER NOT NULL, content TEXT NOT NULL, notCaptured TEXT NOT NULL, bytes INTEGER NOT NULL,
      status TEXT NOT NULL, place TEXT NOT NULL
    );
    CREATE INDEX snapshot_repository ON snapshot (repositoryId, place);
    CREATE TABLE restore (
      id TEXT PRIMARY KEY, snapshotId TEXT NOT NULL, target TEXT NOT NULL, status TEXT NOT NULL, restored TEXT NOT NULL DEFAULT '[]',
      notRestored TEXT NOT NULL DEFAULT '[]', reason TEXT, requestedAt TEXT NOT NULL, endedAt TEXT
    );
  `,
  apply: applyWith<RepositoryEvent | RestoreEvent>({
    RepositoryDiscovered: ({ data: { organizationId, repository } }, database) => {
      const sql = `
        INSERT INTO repository (id, organizationId, name, fullName) VALUES (?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET organizationId = excluded.organizationId, name = excluded.name, fullName = excluded.fullName`;
      database.run(sql, repository.id, organizationId, repository.name, repository.fullName);
    },
    RepositoryRenamed: ({ data: { repository } }, database) => {
      database.run('UPDATE repository SET name = ?, fullName = ? WHERE id = ?', repository.name, repository.fullName, repository.id);
    },
    SnapshotStored: ({ data, position }, database) => {
      const { snapshotId, repository, organizationId, runId, takenAt, manifestDigest, refs, content, notCaptured, bytes } = data;
      const place = position.commit.toString().padStart(20, '0');
      const sql = `INSERT OR IGNORE INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'stored', ?)`;
      const lists = [JSON.stringify(content), JSON.stringify(notCaptured)] as const;
      const facts = [snapshotId, repository.id, organizationId, runId, takenAt, manifestDigest, refs] as const;
      const isNew = database.run(sql, ...facts, ...lists, bytes, place) > 0;
      const count = 'UPDATE repository SET snapshots = snapshots + 1, lastSnapshotAt = ? WHERE id = ?';
      if (isNew) database.run(count, takenAt, repository.id);
    },
    SnapshotFoundCorrupt: ({ data: { snapshotId } }, database) => {
      database.run(`UPDATE snapshot SET status = 'corrupt' WHERE id = ?`, snapshotId);
    },
    RestoreRequested: ({ data }, database) => {
      const sql = `INSERT INTO restore (id, snapshotId, target, status, requestedAt) VALUES (?, ?, ?, 'requested', ?)`;
      database.run(sql, data.restoreId, data.snapshotId, JSON.stringify(data.target), data.requestedAt);
    },
    RestoreAssigned: ({ data }, database) => {
      database.run(`UPDATE restore SET status = 'running' WHERE id = ?`, data.restoreId);
    },
    RestoreHandedBack: ({ data }, database) => {
      database.run(`UPDATE restore SET status = 'requested' WHERE id = ?`, data.restoreId);
    },
    RestoreCompleted: ({ data }, database) => {
      const sql = `UPDATE restore SET status = 'completed', restored = ?, notRestored = ?, endedAt = ? WHERE id = ?`;
      database.run(sql, JSON.stringify(data.restored), JSON.stringify(data.notRestored), data.endedAt, data.restoreId);
    },
    RestoreFailed: ({ data }, database) => {
      const sql = `UPDATE restore SET status = 'failed', reason = ?, endedAt = ? WHERE id = ?`;
      database.run(sql, data.reason, data.endedAt, data.restoreId);
    },
  }),
};
