import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AccessDeniedError,
  BACKWARDS,
  END,
  FORWARDS,
  NO_STREAM,
  START,
  StreamNotFoundError,
  WrongExpectedVersionError,
  jsonEvent,
  streamNameFilter,
  type AllStreamSubscription,
  type EventStoreDBClient,
  type AppendExpectedRevision,
  type EventData,
  type JSONEventType,
  type AllStreamRecordedEvent,
  type ReadRevision,
  type ReadStreamOptions,
  type StreamingRead,
} from '@eventstore/db-client';
import { append } from '@eventstore/db-client/dist/streams/appendToStream/append.js';
import { EventStoreAccessError, EventStoreUnreachableError } from './connection-errors.ts';
import { readConnectionString } from './connection-string.ts';
import { ConsumerGroup, type ConsumerGroupDefinition } from './consumer-group.ts';
import { EventStoreUnavailableError, WrongRevisionError } from './errors.ts';
import { EventReader } from './event-reader.ts';
import { EventRegistry } from './event-registry.ts';
import { connectEventStore } from './event-store-client.ts';
import type { DomainEvent, EventMetadata, RecordedEvent } from './event.ts';
import { explainOutage } from './explain-outage.ts';
import { inTime } from './in-time.ts';
import { noteOwnWrite } from './own-writes.ts';
import { isAtLeast, type Position } from './position.ts';
import { recordedEvent } from './recorded-event-from-client.ts';
import { storedEvent, type StoredEvent } from './stored-event.ts';
import { repeatThroughOutages } from './repeat-through-outages.ts';

/** An event on its way into the store. The id is stable over repetitions: it is what makes an append idempotent. */
export interface NewEvent {
  readonly id: string;
  readonly event: DomainEvent;
  readonly metadata: EventMetadata;
}

export interface EventStoreOptions {
  /** How long one try of an operation may stay unanswered, in milliseconds. */
  readonly answerWithin?: number;
  /** Brings what is read into its present shape. Without one, everything is as it was stored. */
  readonly registry?: EventRegistry;
  /** Hears of each name that the registry does not know, when it is read for the first time. */
  readonly onUnknownEvent?: (event: RecordedEvent) => void;
}

const ANSWER_WITHIN = 10_000;

/** How long closing waits until the calls under way have ended. */
const CLOSE_WITHIN = 1_000;

/** How many events the server looks at in one go, and between two checkpoints. EventStoreDB's own 32 make a sparse filter slow. */
const SEARCH_WINDOW = 256;

/** More than the events between two checkpoints: so far back, a checkpoint shows as well as an event that a subscriber got everything. */
const LOOK_BACK = 4 * SEARCH_WINDOW;

/** Events in one read: of a stream that is read as a whole, and where most often the last ones are enough. */
const LARGE_PAGE = 500;
const SMALL_PAGE = 100;

/** The most events that wait in memory for a subscriber. */
const SUBSCRIPTION_BUFFER = 500;

/** The revision of a stream that has no event yet. */
export const NO_EVENTS = -1n;

/**
 * The only way to the events: the official client, one per process. Every append names the revision it expects and carries stable ids, so an
 * append whose answer was lost is simply repeated and takes effect once. In a cluster the leader is asked, also to read: a follower may not
 * have what was just stored.
 */
export class EventStore {
  readonly #connectionString: string;
  readonly #client: EventStoreDBClient;
  readonly #answerWithin: number;
  /** Everything that is read here is in its present shape. Who takes events from a subscription must ask the reader for it. */
  readonly reader: EventReader;

  /** Throws ConnectionStringError. */
  constructor(connectionString: string, options: EventStoreOptions = {}) {
    this.#connectionString = connectionString;
    this.#client = connectEventStore(connectionString);
    this.#answerWithin = options.answerWithin ?? ANSWER_WITHIN;
    this.reader = new EventReader(options.registry ?? EventRegistry.of(), options.onUnknownEvent);
  }

  /**
   * Appends all of the events or none, after `revision` ({@link NO_EVENTS} for a new stream). Resolves when they are stored durably.
   * Throws WrongRevisionError when the stream is elsewhere, EventStoreUnavailableError when the outcome stays unknown.
   */
  async append(stream: string, revision: bigint, events: readonly NewEvent[]): Promise<Position> {
    const encoded = events.map(encode);
    try {
      const position = await repeatThroughOutages(() => this.#appendOnce(stream, revision, encoded));
      noteOwnWrite(position);
      return position;
    } catch (error) {
      throw error instanceof WrongExpectedVersionError ? new WrongRevisionError(stream) : error;
    }
  }

  /** The events of a stream from a revision on, oldest first. A stream that does not exist has none. */
  async *readForwards(stream: string, fromRevision = 0n): AsyncGenerator<RecordedEvent> {
    for (let from: bigint | undefined = fromRevision; from !== undefined;) {
      const page: readonly RecordedEvent[] = await this.#page(stream, { direction: FORWARDS, fromRevision: from, maxCount: LARGE_PAGE });
      yield* page;
      from = page.length < LARGE_PAGE ? undefined : revisionAfter(page, 1n);
    }
  }

  /** The events of a stream, newest first. */
  async *readBackwards(stream: string): AsyncGenerator<RecordedEvent> {
    for (let from: ReadRevision | undefined = END; from !== undefined;) {
      const page: readonly RecordedEvent[] = await this.#page(stream, { direction: BACKWARDS, fromRevision: from, maxCount: SMALL_PAGE });
      yield* page;
      from = page.length < SMALL_PAGE ? undefined : revisionAfter(page, -1n);
    }
  }

  /** The last event of a stream. */
  async readLast(stream: string): Promise<RecordedEvent | undefined> {
    const [last] = await this.#page(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 });
    return last;
  }

  /**
   * The position at which a subscriber to the streams with one of the prefixes has certainly got everything that is stored now; undefined
   * when nothing is stored for it. Looks a bounded way back.
   */
  async lastPositionOf(prefixes: readonly string[]): Promise<Position | undefined> {
    const isOfInterest = ({ streamId }: AllStreamRecordedEvent) => prefixes.some((prefix) => streamId.startsWith(prefix));
    const few = await this.#lastOfAll(SMALL_PAGE);
    const found = few.find(isOfInterest);
    if (found || few.length < SMALL_PAGE) return found?.position;
    const many = await this.#lastOfAll(LOOK_BACK);
    return (many.find(isOfInterest) ?? many.at(LOOK_BACK - 1))?.position;
  }

  /** Everything in the global order after a position, up to `limit` events, exactly as it is stored; system events (`$…`) too. */
  async readAll(after: Position | undefined, limit: number): Promise<StoredEvent[]> {
    const options = { direction: FORWARDS, fromPosition: after ?? START, maxCount: limit + 1, requiresLeader: true } as const;
    const resolved = await repeatThroughOutages(() => this.#toTheEnd(this.#client.readAll(options)));
    const events = resolved.flatMap(({ event }) => (event ? [storedEvent(event)] : []));
    return events.filter(({ position }) => !isAtLeast(after, position)).slice(0, limit);
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
    const filter = streamNameFilter({
      prefixes: [...options.prefixes],
      maxSearchWindow: SEARCH_WINDOW,
      checkpointInterval: 1,
      ...(onCheckpoint && { checkpointReached: (_subscription, position) => onCheckpoint(position) }),
    });
    return this.#client.subscribeToAll({ fromPosition: after ?? START, filter }, { highWaterMark: SUBSCRIPTION_BUFFER });
  }

  /** A persistent subscription, whether it is there yet or not. */
  consumerGroup(definition: ConsumerGroupDefinition): ConsumerGroup {
    return new ConsumerGroup(this.#client, this.reader, definition);
  }

  /** Asks for an answer (a stream that does not exist), in time; throws EventStoreUnavailableError or EventStoreAccessError without one. */
  async ping(): Promise<void> {
    try {
      await this.#pageOnce('ping-0', { maxCount: 1 });
    } catch (error) {
      throw error instanceof AccessDeniedError ? new EventStoreAccessError(error) : new EventStoreUnavailableError(error);
    }
  }

  /** As `ping`, for the start of a process: what is thrown names each host and what is wrong there. No secret is in it. */
  async connect(): Promise<void> {
    try {
      await this.ping();
    } catch (error) {
      if (error instanceof EventStoreAccessError) throw error;
      throw new EventStoreUnreachableError(error, await explainOutage(readConnectionString(this.#connectionString)));
    }
  }

  async close(): Promise<void> {
    await inTime(this.#client.dispose(), CLOSE_WITHIN).catch(() => undefined);
  }

  /**
   * A call of its own for each append. `appendToStream` would write them all into one, and db-client 6.2.1 keeps who waits for an answer in a
   * list for the whole process: when one such call breaks, the list is emptied, and the answer to another ends the process with a TypeError.
   */
  async #appendOnce(stream: string, revision: bigint, events: readonly EventData[]): Promise<Position> {
    // A failure of this very turn may be about to close the channel; a call on a closed one is rejected where nobody can catch it.
    await nextTurn();
    const expectedRevision: AppendExpectedRevision = revision < 0n ? NO_STREAM : revision;
    const options = {
      ...{ expectedRevision, deadline: this.#answerWithin, requiresLeader: true },
      batchAppendSize: 0, // of no use here
    };
    const { position } = await append.call(this.#client, stream, [...events], options);
    return position ?? (await this.#presentEnd());
  }

  /** A server may leave out the position of an append that it had stored before: it is not behind the last event of all. */
  async #presentEnd(): Promise<Position> {
    const end = await this.lastPositionOf(['']);
    if (!end) throw new Error('the event store is empty after an append');
    return end;
  }

  #page(stream: string, options: ReadStreamOptions): Promise<RecordedEvent[]> {
    return repeatThroughOutages(() => this.#pageOnce(stream, options));
  }

  async #pageOnce(stream: string, options: ReadStreamOptions): Promise<RecordedEvent[]> {
    try {
      const resolved = await this.#toTheEnd(this.#client.readStream(stream, { ...options, requiresLeader: true }));
      return resolved.flatMap(({ event }) => (event ? [this.reader.present(recordedEvent(event))] : []));
    } catch (error) {
      if (error instanceof StreamNotFoundError) return [];
      throw error;
    }
  }

  async #lastOfAll(maxCount: number): Promise<AllStreamRecordedEvent[]> {
    const resolved = await this.#toTheEnd(
      this.#client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount, requiresLeader: true }),
    );
    return resolved.flatMap(({ event }) => (event ? [event] : []));
  }

  /**
   * Reads are short and read to their end. Of one that is left early the client keeps the call for ever, and whoever cancels calls by the
   * hundred is cut off by the server (the "rapid reset" protection of HTTP/2, in Node and in Kestrel).
   */
  async #toTheEnd<T>(read: StreamingRead<T>): Promise<T[]> {
    read.on('error', () => undefined); // one that comes after the end has no listener otherwise, which would end the process
    return inTime(read.toArray() as Promise<T[]>, this.#answerWithin);
  }
}

function revisionAfter(page: readonly RecordedEvent[], step: bigint): bigint | undefined {
  const next = (page.at(-1)?.revision ?? NO_EVENTS) + step;
  return next < 0n ? undefined : next;
}

/** Throws a TypeError for data that is not JSON; the client would do so where nobody can catch it. */
function encode({ id, event, metadata }: NewEvent) {
  const text = JSON.stringify(event.data);
  return jsonEvent<JSONEventType>({ id, type: event.type, data: JSON.parse(text) as Record<string, unknown>, metadata: { ...metadata } });
}
