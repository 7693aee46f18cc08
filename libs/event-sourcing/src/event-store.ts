import {
  BACKWARDS,
  CancelledError,
  DeadlineExceededError,
  END,
  EventStoreDBClient,
  FORWARDS,
  NO_STREAM,
  NotLeaderError,
  START,
  StreamNotFoundError,
  TimeoutError,
  UnavailableError,
  WrongExpectedVersionError,
  jsonEvent,
  streamNameFilter,
  type AllStreamSubscription,
  type JSONEventType,
  type ReadRevision,
  type RecordedEvent as ClientEvent,
} from '@eventstore/db-client';
import { backoff } from './backoff.ts';
import { EventStoreUnavailableError, WrongRevisionError } from './errors.ts';
import type { DomainEvent, EventMetadata, RecordedEvent } from './event.ts';
import type { Position } from './position.ts';

/** An event on its way into the store. The id is stable over repetitions: it is what makes an append idempotent. */
export interface NewEvent {
  readonly id: string;
  readonly event: DomainEvent;
  readonly metadata: EventMetadata;
}

/** How often an append whose outcome is unknown is repeated before {@link EventStoreUnavailableError}. */
const APPEND_ATTEMPTS = 6;

/** The revision of a stream that has no event yet. */
export const NO_EVENTS = -1n;

/**
 * The only way to the events: the official client, one per process. Every append names the revision it expects and carries stable ids, so an
 * append whose answer was lost is simply repeated and takes effect once.
 */
export class EventStore {
  readonly #client: EventStoreDBClient;

  constructor(connectionString: string) {
    this.#client = EventStoreDBClient.connectionString(connectionString);
  }

  /**
   * Appends all of the events or none, after `revision` ({@link NO_EVENTS} for a new stream). Resolves when they are stored durably.
   * Throws WrongRevisionError when the stream is elsewhere, EventStoreUnavailableError when the outcome stays unknown.
   */
  async append(stream: string, revision: bigint, events: readonly NewEvent[]): Promise<Position> {
    const encoded = events.map(encode);
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await this.#client.appendToStream(stream, encoded, { expectedRevision: revision < 0n ? NO_STREAM : revision });
        if (!result.position) throw new Error('the event store did not say where it stored the events');
        return result.position;
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) throw new WrongRevisionError(stream);
        if (!isOutage(error)) throw error;
        if (attempt === APPEND_ATTEMPTS) throw new EventStoreUnavailableError(error);
        await backoff(attempt);
      }
    }
  }

  /** The events of a stream from a revision on, oldest first. A stream that does not exist has none. */
  async *readForwards(stream: string, fromRevision = 0n): AsyncGenerator<RecordedEvent> {
    yield* this.#read(stream, FORWARDS, fromRevision);
  }

  /** The events of a stream, newest first. */
  async *readBackwards(stream: string, maxCount?: number): AsyncGenerator<RecordedEvent> {
    yield* this.#read(stream, BACKWARDS, END, maxCount);
  }

  /** The last event of a stream. */
  async readLast(stream: string): Promise<RecordedEvent | undefined> {
    for await (const event of this.readBackwards(stream, 1)) return event;
    return undefined;
  }

  /**
   * A catch-up subscription to the streams with one of the prefixes, starting after a position. It ends with an error when the connection
   * does: `follow` is the one that goes on.
   */
  subscribe(options: {
    readonly prefixes: readonly string[];
    readonly after: Position | undefined;
    readonly onCheckpoint?: (position: Position) => Promise<void>;
  }): AllStreamSubscription {
    const { after, onCheckpoint } = options;
    return this.#client.subscribeToAll({
      fromPosition: after ?? START,
      filter: streamNameFilter({
        prefixes: [...options.prefixes],
        checkpointInterval: 8,
        ...(onCheckpoint && { checkpointReached: (_subscription, position) => onCheckpoint(position) }),
      }),
    });
  }

  /** Asks for an answer, any answer; throws EventStoreUnavailableError without one. */
  async ping(): Promise<void> {
    try {
      await this.readLast('ping-0');
    } catch (error) {
      throw new EventStoreUnavailableError(error);
    }
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }

  async *#read(
    stream: string,
    direction: typeof FORWARDS | typeof BACKWARDS,
    fromRevision: ReadRevision,
    maxCount?: number,
  ): AsyncGenerator<RecordedEvent> {
    try {
      const options = { direction, fromRevision, ...(maxCount !== undefined && { maxCount }) };
      for await (const { event } of this.#client.readStream(stream, options)) if (event) yield decode(event);
    } catch (error) {
      if (error instanceof StreamNotFoundError) return;
      throw isOutage(error) ? new EventStoreUnavailableError(error) : error;
    }
  }
}

function encode({ id, event, metadata }: NewEvent) {
  return jsonEvent<JSONEventType>({ id, type: event.type, data: { ...event.data }, metadata: { ...metadata } });
}

/** A client's event as ours. All of our events are JSON; a foreign one shows as an event without data. */
export function decode(event: ClientEvent): RecordedEvent {
  return {
    id: event.id,
    type: event.type,
    data: event.isJson ? (event.data as object) : {},
    stream: event.streamId,
    revision: event.revision,
    metadata: event.metadata as unknown as EventMetadata,
  };
}

/** Whether an error says nothing about the operation, only about the way to the server: the outcome is unknown. */
export function isOutage(error: unknown): boolean {
  return (
    error instanceof UnavailableError ||
    error instanceof CancelledError ||
    error instanceof DeadlineExceededError ||
    error instanceof TimeoutError ||
    error instanceof NotLeaderError
  );
}
