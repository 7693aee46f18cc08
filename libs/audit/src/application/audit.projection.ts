import { formatPosition, type PositionedEvent, type Projection, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { summaryOf } from './summary.ts';

/** How a saga keeps its place; says nothing about the business. */
const BOOKKEEPING = new Set(['SagaCheckpointReached']);

/** Every event of every stream, to be searched. */
export const auditProjection: Projection = {
  name: 'audit',
  version: 1,
  streams: [''],
  schema: `
    CREATE TABLE audit (
      place TEXT PRIMARY KEY, position TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL,
      summary TEXT NOT NULL, data TEXT NOT NULL, correlationId TEXT NOT NULL, causationId TEXT NOT NULL,
      organizationId TEXT, planId TEXT, runId TEXT
    ) WITHOUT ROWID;
    CREATE INDEX audit_type ON audit (type, place);
    CREATE INDEX audit_actor ON audit (actor, place);
    CREATE INDEX audit_subject ON audit (subject, place);
    CREATE INDEX audit_organization ON audit (organizationId, place) WHERE organizationId IS NOT NULL;
    CREATE INDEX audit_plan ON audit (planId, place) WHERE planId IS NOT NULL;
    CREATE INDEX audit_run ON audit (runId, place) WHERE runId IS NOT NULL;
  `,
  apply: (event, database) => {
    if (!event.type.startsWith('$') && !BOOKKEEPING.has(event.type)) insert(event, database);
  },
};

function insert(event: PositionedEvent, database: ReadModelDatabase): void {
  const { position, metadata, type, stream } = event;
  const data = event.data as Readonly<Record<string, unknown>>;
  const place = position.commit.toString().padStart(20, '0') + position.prepare.toString().padStart(20, '0');
  database.run(
    'INSERT OR IGNORE INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    place,
    formatPosition(position),
    metadata.at,
    metadata.actor,
    type,
    stream,
    summaryOf(type, data),
    JSON.stringify(data),
    metadata.$correlationId,
    metadata.$causationId,
    textOrNull(data['organizationId']),
    textOrNull(data['planId']),
    textOrNull(data['runId']),
  );
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
