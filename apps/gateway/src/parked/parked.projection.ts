import {
  applyWith,
  sagaParkedStreams,
  type PositionedEvent,
  type Projection,
  type ReadModelDatabase,
  type SagaCommandParked,
  type SagaParkedEvent,
} from '@holdfast/event-sourcing';
import type { ParkedItem, ParkedStatus } from './parked.view.ts';

/** What sagas could not do, and what became of it. `item` is a {@link ParkedItem} without its status, as JSON. */
export const parkedProjection: Projection = {
  name: 'parked',
  version: 1,
  streams: [sagaParkedStreams],
  schema: `
    CREATE TABLE parked (
      id TEXT PRIMARY KEY, stream TEXT NOT NULL UNIQUE, place TEXT NOT NULL UNIQUE, saga TEXT NOT NULL, status TEXT NOT NULL, item TEXT NOT NULL
    ) STRICT;
    CREATE INDEX parked_saga ON parked (saga, place);
    CREATE INDEX parked_status ON parked (status, place);
  `,
  apply: applyWith<SagaParkedEvent>({
    SagaCommandParked: insert,
    SagaReplayRequested: ({ stream, metadata: { at, actor } }, database) => {
      update(database, stream, 'parked', { replayRequestedAt: at, replayedBy: actor, replayedAt: null, outcome: null });
    },
    SagaReplayed: ({ stream, metadata: { at } }, database) => {
      update(database, stream, 'replayed', { replayedAt: at, outcome: 'done' });
    },
    SagaReplayRefused: ({ stream, data: { code, message }, metadata: { at } }, database) => {
      update(database, stream, 'parked', { replayedAt: at, outcome: 'refused', code, message });
    },
    SagaParkedDiscarded: ({ stream, data: { reason }, metadata: { at, actor } }, database) => {
      update(database, stream, 'discarded', { discardedAt: at, discardedBy: actor, discardReason: reason });
    },
  }),
};

type Changes = { readonly [Field in Exclude<keyof ParkedItem, 'status'>]?: ParkedItem[Field] | null };

/** The id is that of the command that is parked, or would have been. */
function insert({ stream, position, data, metadata }: PositionedEvent<SagaCommandParked>, database: ReadModelDatabase): void {
  const { saga, instance, eventId, event, command, code, message } = data;
  const item: Omit<ParkedItem, 'status'> = {
    ...{ id: metadata.commandId, saga, instance },
    event: { id: eventId, type: event?.type ?? null, stream: event?.stream ?? null, revision: event?.revision ?? null },
    ...{ command, code, message, parkedAt: metadata.at, correlationId: metadata.$correlationId },
  };
  const place = position.commit.toString().padStart(20, '0') + position.prepare.toString().padStart(20, '0');
  const values = [item.id, stream, place, saga, 'parked', JSON.stringify(item)];
  database.run('INSERT OR IGNORE INTO parked VALUES (?, ?, ?, ?, ?, ?)', ...values);
}

/** A field that becomes null is taken away. */
function update(database: ReadModelDatabase, stream: string, status: ParkedStatus, changes: Changes): void {
  const sql = 'UPDATE parked SET status = ?, item = json_patch(item, ?) WHERE stream = ?';
  database.run(sql, status, JSON.stringify(changes), stream);
}
