import type { Projection } from '@holdfast/event-sourcing';
import { organizationStreams } from '@holdfast/organizations/contracts';
import { planStreams } from '@holdfast/plans/contracts';

/** At which revision the read models show what can be changed over HTTP. */
export const revisionsProjection: Projection = {
  name: 'revisions',
  version: 1,
  streams: [organizationStreams, planStreams],
  schema: 'CREATE TABLE revision (stream TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;',
  apply: ({ stream, revision }, database) => {
    database.run('INSERT OR REPLACE INTO revision VALUES (?, ?)', stream, revision);
  },
};
