import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  FORWARDS,
  NO_STREAM,
  START,
  StreamNotFoundError,
  WrongExpectedVersionError,
  jsonEvent,
  streamNameFilter,
  type AllStreamSubscription,
  type JSONEventType,
  type ReadStreamOptions,
  type StreamingRead,
} from '@eventstore/db-client';
import { backoff } from './backoff.ts';
import { isHealedByClient, isOutage, NoAnswerError } from './connection-errors.ts';
import { EventStoreUnavailableError, WrongRevisionError } from './errors.ts';
import type { DomainEvent, EventMetadata, RecordedEvent } from './event.ts';
import { inTime } from './in-time.ts';
import { noteOwnWrite } from './own-writes.ts';
import type { Position } from './position.ts';
import { recordedEvent } from './recorded-event-from-client.ts';
import { Turnstile } from './turnstile.ts';

/** An event on its way into the store. The id is stable over repetitions: it is what makes an append idempotent. */
export interface NewEvent {
  readonly id: string;
  readonly event: DomainEvent;
  readonly metadata: EventMetadata;
}

export interface EventStoreOptions {
  /** How long one append may stay unanswered, in milliseconds. The server gives up after ten seconds by itself. */
  readonly answerWithin?: number;
}

/** How often an operation is repeated while the store cannot be reached: some three seconds, so that a restart of it goes unnoticed. */
const ATTEMPTS = 6;

const ANSWER_WITHIN = 15_000;

/** How long closing waits for a server that no longer answers. */
const CLOSE_WITHIN = 1_000;

/**
 * The client writes all appends into one gRPC stream. From the 17th unsent message on it queues them itself, and when the stream then
 * breaks it rejects a promise that nobody can catch, which ends the process (`backpressuredWrite` in db-client 6.2.1).
 */
const APPENDS_IN_FLIGHT = 16;

/** How many events the server looks at in one go, and between two checkpoints. EventStoreDB's own 32 make a sparse filter slow. */
const SEARCH_WINDOW = 256;

/** More than the events between two checkpoints: so far back, a checkpoint shows as well as an event that a subscriber got everything. */
const LOOK_BACK = 4 * SEARCH_WINDOW;

/** The most events that wait in memory for a subscriber. */
const SUBSCRIPTION_BUFFER = 500;

/** The revision of a stream that has no event yet. */
export const NO_EVENTS = -1n;

/**
 * The only way to the events: the official client, one per process. Every append names the revision it expects and carries stable ids, so an
 * append whose answer was lost is simply repeated and takes effect once.
 */
export class EventStore {
  readonly #connectionString: string;
  readonly #answerWithin: number;
  readonly #appends = new Turnstile(APPENDS_IN_FLIGHT);
  readonly #clients: EventStoreDBClient[] = [];
  #client: EventStoreDBClient;

  constructor(connectionString: string, options: EventStoreOptions = {}) {
    this.#connectionString = connectionString;
    this.#answerWithin = options.answerWithin ?? ANSWER_WITHIN;
    this.#client = this.#connect();
  }

  /**
   * Appends all of the events or none, after `revision` ({@link NO_EVENTS} for a new stream). Resolves when they are stored durably.
   * Throws WrongRevisionError when the stream is elsewhere, EventStoreUnavailableError when the outcome stays unknown.
   */
  async append(stream: string, revision: bigint, events: readonly NewEvent[]): Promise<Position> {
    const encoded = events.map(encode);
    for (let attempt = 1; ; attempt++) {
      try {
        const position = await this.#appends.pass(() => this.#appendOnce(stream, revision, encoded));
        noteOwnWrite(position);
        return position;
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) throw new WrongRevisionError(stream);
        if (!isOutage(error)) throw error;
        if (attempt === ATTEMPTS || error instanceof NoAnswerError) throw new EventStoreUnavailableError(error);
        await backoff(attempt);
      }
    }
  }

  /** The events of a stream from a revision on, oldest first. A stream that does not exist has none. */
  async *readForwards(stream: string, fromRevision = 0n): AsyncGenerator<RecordedEvent> {
    yield* this.#read(stream, { direction: FORWARDS, fromRevision });
  }

  /** The events of a stream, newest first. */
  async *readBackwards(stream: string, maxCount?: number): AsyncGenerator<RecordedEvent> {
    yield* this.#read(stream, { direction: BACKWARDS, fromRevision: END, ...(maxCount !== undefined && { maxCount }) });
  }

  /** The last event of a stream. */
  async readLast(stream: string): Promise<RecordedEvent | undefined> {
    for await (const event of this.readBackwards(stream, 1)) return event;
    return undefined;
  }

  /**
   * The position at which a subscriber to the streams with one of the prefixes has certainly got everything that is stored now; undefined
   * when nothing is stored for it. Looks a bounded way back.
   */
  async lastPositionOf(prefixes: readonly string[]): Promise<Position | undefined> {
    let considered = 0;
    let last: Position | undefined;
    const newestFirst = this.#client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: LOOK_BACK });
    for await (const { event } of cancelledAtTheEnd(newestFirst)) {
      considered++;
      last = event?.position ?? last;
      if (event && prefixes.some((prefix) => event.streamId.startsWith(prefix))) return event.position;
    }
    return considered === LOOK_BACK ? last : undefined;
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

  /** Asks for an answer (a stream that does not exist), in time; throws EventStoreUnavailableError without one. */
  async ping(): Promise<void> {
    try {
      await inTime(this.#readOnce('ping-0', { maxCount: 1 }).next(), this.#answerWithin);
    } catch (error) {
      throw new EventStoreUnavailableError(error);
    }
  }

  async close(): Promise<void> {
    const disposed = this.#clients.map((client) => inTime(client.dispose(), CLOSE_WITHIN));
    await Promise.allSettled(disposed);
  }

  #connect(): EventStoreDBClient {
    const client = EventStoreDBClient.connectionString(this.#connectionString);
    this.#clients.push(client);
    return client;
  }

  async #appendOnce(stream: string, revision: bigint, events: ReturnType<typeof encode>[]): Promise<Position> {
    const client = this.#client;
    const appended = client.appendToStream(stream, events, { expectedRevision: revision < 0n ? NO_STREAM : revision });
    try {
      const { position } = await inTime(appended, this.#answerWithin);
      return position ?? (await this.#presentEnd());
    } catch (error) {
      if (isOutage(error) && !isHealedByClient(error)) this.#replace(client);
      throw error;
    }
  }

  /** A server may leave out the position of an append that it had stored before: it is not behind the last event of all. */
  async #presentEnd(): Promise<Position> {
    const end = await this.lastPositionOf(['']);
    if (!end) throw new Error('the event store is empty after an append');
    return end;
  }

  /**
   * The client keeps its append stream and the answer about the server's features for as long as it takes them to be alive: a stream that
   * the server has ended, or a failed answer, would break every later append. The subscriptions of the replaced client go on.
   */
  #replace(client: EventStoreDBClient): void {
    if (client === this.#client) this.#client = this.#connect();
  }

  /** Repeats a read that yielded nothing yet. */
  async *#read(stream: string, options: ReadStreamOptions): AsyncGenerator<RecordedEvent> {
    let hasBegun = false;
    for (let attempt = 1; ; attempt++) {
      try {
        for await (const event of this.#readOnce(stream, options)) {
          hasBegun = true;
          yield event;
        }
        return;
      } catch (error) {
        if (!isOutage(error)) throw error;
        if (hasBegun || attempt === ATTEMPTS) throw new EventStoreUnavailableError(error);
        await backoff(attempt);
      }
    }
  }

  async *#readOnce(stream: string, options: ReadStreamOptions): AsyncGenerator<RecordedEvent> {
    try {
      for await (const { event } of cancelledAtTheEnd(this.#client.readStream(stream, options))) if (event) yield recordedEvent(event);
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
    }
  }
}

/** A read that is left early keeps its gRPC call open, and the client keeps the call in memory, until it is cancelled. */
async function* cancelledAtTheEnd<T>(read: StreamingRead<T>): AsyncGenerator<T> {
  read.on('error', () => undefined); // one that comes after the end has no listener otherwise, which would end the process
  try {
    yield* read;
  } finally {
    if (!read.readableEnded) void read.cancel().catch(() => undefined);
  }
}

/** Throws a TypeError for data that is not JSON; the client would do so where nobody can catch it. */
function encode({ id, event, metadata }: NewEvent) {
  const text = JSON.stringify(event.data);
  return jsonEvent<JSONEventType>({ id, type: event.type, data: JSON.parse(text) as Record<string, unknown>, metadata: { ...metadata } });
}
