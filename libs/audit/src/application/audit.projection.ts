import {
  comparePositions,
  formatPosition,
  parsePosition,
  streamId,
  type EventMetadata,
  type PositionedEvent,
  type Projection,
  type ReadModelDatabase,
} from '@holdfast/event-sourcing';
import { auditedStreams } from './audited-streams.ts';
import { auditTimeSchema, noteLateness } from './audit-time.ts';
import { knownValuesSchema, learn } from './known-values.ts';
import { reasonIn } from './reason.ts';
import { searchableText } from './searchable-text.ts';
import { summaryOf } from './summary.ts';

/**
 * Every event of the product, to be searched. Entries are numbered without gaps in the order in which they were stored. Text is found by its
 * trigrams, which tell what may contain it; ids as whole words.
 */
export const auditProjection: Projection = {
  name: 'audit',
  version: 3,
  streams: auditedStreams,
  schema: `
    CREATE TABLE audit (
      number INTEGER PRIMARY KEY, position TEXT NOT NULL, eventId TEXT NOT NULL, at TEXT NOT NULL, time INTEGER, latest INTEGER NOT NULL,
      actor TEXT NOT NULL, origin TEXT, type TEXT NOT NULL, subject TEXT NOT NULL, subjectId TEXT NOT NULL, revision INTEGER NOT NULL, summary TEXT NOT NULL, reason TEXT,
      before TEXT, after TEXT, data TEXT NOT NULL, correlationId TEXT NOT NULL, causationId TEXT NOT NULL,
      organizationId TEXT, planId TEXT, runId TEXT
    );
    CREATE INDEX audit_type ON audit (type);
    CREATE INDEX audit_actor ON audit (actor, number, type);
    CREATE INDEX audit_subject ON audit (subjectId);
    CREATE INDEX audit_correlation ON audit (correlationId);
    CREATE INDEX audit_organization ON audit (organizationId, number, type) WHERE organizationId IS NOT NULL;
    CREATE INDEX audit_plan ON audit (planId, number, type) WHERE planId IS NOT NULL;
    CREATE INDEX audit_run ON audit (runId, number, type) WHERE runId IS NOT NULL;
    CREATE VIRTUAL TABLE audit_text USING fts5 (text, content = '', detail = none, columnsize = 0, tokenize = 'trigram');
    CREATE VIRTUAL TABLE audit_id USING fts5 (ids, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
    ${auditTimeSchema}
    ${knownValuesSchema}
  `,
  apply: (event, database) => {
    const last = database.get<LastEntry>('SELECT number, position, latest FROM audit ORDER BY number DESC LIMIT 1');
    if (!last || comparePositions(parsePosition(last.position), event.position) < 0) insert(event, last ?? nothing, database);
  },
};

interface LastEntry {
  readonly number: number;
  readonly position: string;
  readonly latest: number;
}

const nothing: LastEntry = { number: 0, position: '0/0', latest: 0 };

/** Somebody else may write into a stream that is called like ours: its events have no metadata of ours, and must not stop the trail. */
function insert(event: PositionedEvent, last: LastEntry, database: ReadModelDatabase): void {
  const { id, position, type, stream } = event;
  const { at = '', actor = 'unknown', $correlationId = '', $causationId = '', from } = event.metadata as Partial<EventMetadata>;
  const data = event.data as Readonly<Record<string, unknown>>;
  const number = last.number + 1;
  const time = Date.parse(at);
  const latest = Number.isNaN(time) ? last.latest : Math.max(last.latest, time);
  if (latest > time) noteLateness(database, latest - time);
  const summary = summaryOf(type, data);
  const change = learn(database, stream, type, data);
  database.run(
    'INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ...[number, formatPosition(position), id, at, Number.isNaN(time) ? null : time, latest],
    ...[actor, from ?? textOrNull(data['address']), type, stream, streamId(stream), event.revision, summary, reasonIn(data)],
    ...[jsonOrNull(change?.before), jsonOrNull(change?.after), JSON.stringify(data), $correlationId, $causationId],
    ...[textOrNull(data['organizationId']), textOrNull(data['planId']), textOrNull(data['runId'])],
  );
  const { text, ids } = searchableText(summary, data);
  database.run('INSERT INTO audit_text (rowid, text) VALUES (?, ?)', number, text);
  if (ids.length > 0) database.run('INSERT INTO audit_id (rowid, ids) VALUES (?, ?)', number, ids.join(' '));
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function jsonOrNull(value: object | null | undefined): string | null {
  return value ? JSON.stringify(value) : null;
}
