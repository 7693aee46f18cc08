import { parsePosition, type PositionedEvent, type ReadModelDatabase } from '@holdfast/event-sourcing';
import { numbersWithin } from '../audit-time.ts';

/** Events of some names that say an id in one of these fields. */
export interface PastSelection {
  readonly field: 'organizationId' | 'planId' | 'runId';
  readonly id: string;
  readonly types: readonly string[];
  /** Only so many of them, the newest. */
  readonly newest?: number;
}

interface Row {
  readonly number: number;
  readonly position: string;
  readonly eventId: string;
  readonly at: string;
  readonly actor: string;
  readonly type: string;
  readonly subject: string;
  readonly revision: number;
  readonly data: string;
  readonly correlationId: string;
  readonly causationId: string;
}

/** What the trail holds of some selections up to a time (milliseconds since 1970), each event once, in the order in which they were stored. */
export function eventsUntil(database: ReadModelDatabase, at: number, selections: readonly PastSelection[]): PositionedEvent[] {
  const { last } = numbersWithin(database, undefined, at);
  const rows = new Map(selections.flatMap((selection) => rowsOf(database, selection, at, last)).map((row) => [row.number, row]));
  return [...rows.values()].sort((one, other) => one.number - other.number).map(eventOf);
}

function rowsOf(database: ReadModelDatabase, { field, id, types, newest }: PastSelection, at: number, last: number): Row[] {
  const sql = `
    SELECT number, position, eventId, at, actor, type, subject, revision, data, correlationId, causationId FROM audit
    WHERE ${field} = ? AND number <= ? AND +type IN (SELECT value FROM json_each(?)) AND time <= ? ORDER BY number DESC LIMIT ?`;
  return database.all<Row>(sql, id, last, JSON.stringify(types), at, newest ?? -1);
}

function eventOf(row: Row): PositionedEvent {
  const { eventId, type, subject, at, actor, correlationId, causationId } = row;
  return {
    ...{ id: eventId, type, stream: subject, revision: BigInt(row.revision), position: parsePosition(row.position) },
    data: JSON.parse(row.data) as object,
    metadata: { at, actor, commandId: correlationId, $correlationId: correlationId, $causationId: causationId },
  };
}
