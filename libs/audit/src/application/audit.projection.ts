import {
  formatPosition,
  type EventMetadata,
  type PositionedEvent,
  type Projection,
  type ReadModelDatabase,
} from '@holdfast/event-sourcing';
import { organizationStreams } from '@holdfast/organizations/contracts';
import { planStreams } from '@holdfast/plans/contracts';
import { accountStreams, planRunsStreams, repositoryStreams, restoreStreams, runStreams, taskStreams } from '@holdfast/runs/contracts';
import { summaryOf } from './summary.ts';

/** All of the product's streams; how far a saga has read (`sagaCheckpoint-`) says nothing about the business. */
const audited = [
  organizationStreams,
  planStreams,
  planRunsStreams,
  runStreams,
  taskStreams,
  accountStreams,
  repositoryStreams,
  restoreStreams,
  'saga-',
  'sagaParked-',
  'access-',
];

/** Every event of the product, to be searched. */
export const auditProjection: Projection = {
  name: 'audit',
  version: 1,
  streams: audited,
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
  apply: insert,
};

/** Somebody else may write into a stream that is called like ours: its events have no metadata of ours, and must not stop the trail. */
function insert(event: PositionedEvent, database: ReadModelDatabase): void {
  const { position, type, stream } = event;
  const { at, actor, $correlationId, $causationId } = event.metadata as Partial<EventMetadata>;
  const data = event.data as Readonly<Record<string, unknown>>;
  const place = position.commit.toString().padStart(20, '0') + position.prepare.toString().padStart(20, '0');
  database.run(
    'INSERT OR IGNORE INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    place,
    formatPosition(position),
    at ?? '',
    actor ?? 'unknown',
    type,
    stream,
    summaryOf(type, data),
    JSON.stringify(data),
    $correlationId ?? '',
    $causationId ?? '',
    textOrNull(data['organizationId']),
    textOrNull(data['planId']),
    textOrNull(data['runId']),
  );
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
