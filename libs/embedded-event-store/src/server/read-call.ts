import type { ServerWritableStream } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { RecordedEvent } from '../recorded-event.ts';
import type { CallerAccess } from '../security/access.ts';
import type { EventStore } from '../storage/event-store.ts';
import { ALL_EVENTS } from '../storage/system-streams.ts';
import { nextTurn } from '../storage/next-turn.ts';
import { StreamTombstonedError } from '../storage/stream-tombstoned.error.ts';
import { allPages, filteredPages } from '../subscriptions/all-pages.ts';
import { follow } from '../subscriptions/follow.ts';
import type { NextPage, SubscriptionStep } from '../subscriptions/follow.ts';
import { asItIs, linksResolvedBy } from '../subscriptions/resolve-links.ts';
import { streamPages } from '../subscriptions/stream-pages.ts';
import { streamIdentifier } from '../wire/identifiers.ts';
import { streamsPb } from '../wire/protocol.ts';
import { readRequestFrom } from '../wire/read-request.ts';
import type { ReadRequest } from '../wire/read-request.ts';
import { readEventBytes } from '../wire/read-event-bytes.ts';
import { sendAll } from './send.ts';

/** It sends messages that are encoded already. */
export type ReadCall = ServerWritableStream<ReadReq, Uint8Array>;

export interface ReadParts {
  readonly store: EventStore;
  readonly call: ReadCall;
  readonly access: CallerAccess;
  readonly signal: AbortSignal;
  readonly newId: () => string;
}

/** Answers a read or a subscription. Ends when everything was sent or the signal is aborted. */
export async function answerRead({ store, call, access, signal, newId }: ReadParts): Promise<void> {
  const request = readRequestFrom(call.request);
  access.require('read', request.streamName ?? ALL_EVENTS);
  const answers = request.count === undefined ? subscription(store, request, signal, newId) : finiteRead(store, request, request.count);
  for await (const messages of answers) {
    if (signal.aborted) return;
    await sendAll(call, messages, signal);
  }
}

/** Encoded messages, as many as one page of the store gives; they are made one by one, as they are sent. */
type Messages = Iterable<Uint8Array>;

async function* subscription(store: EventStore, request: ReadRequest, signal: AbortSignal, newId: () => string): AsyncGenerator<Messages> {
  const nextPage = pagesOf(store, request);
  const encode = eventEncoder(store, request);
  const confirmation = new streamsPb.ReadResp.SubscriptionConfirmation().setSubscriptionId(newId());
  yield [new streamsPb.ReadResp().setConfirmation(confirmation).serializeBinary()];
  for await (const step of follow(nextPage, store.commits, signal))
    yield step.kind === 'events' ? step.events.values().map(encode) : [noticeOf(step).serializeBinary()];
}

function pagesOf(store: EventStore, { streamName, start, filter }: ReadRequest): NextPage {
  if (streamName !== undefined) return streamPages(store, streamName, start);
  return filter ? filteredPages(store, start, filter) : allPages(store, start);
}

function noticeOf(step: Exclude<SubscriptionStep, { readonly kind: 'events' }>): ReadResp {
  const message = new streamsPb.ReadResp();
  switch (step.kind) {
    case 'checkpoint':
      return message.setCheckpoint(checkpoint(step.position));
    case 'caught-up':
      return message.setCaughtUp(new streamsPb.ReadResp.CaughtUp());
    case 'fell-behind':
      return message.setFellBehind(new streamsPb.ReadResp.FellBehind());
  }
}

function checkpoint(position: number): ReadResp.Checkpoint {
  return new streamsPb.ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position));
}

function eventEncoder(store: EventStore, { resolveLinks, uuidForm }: ReadRequest): (event: RecordedEvent) => Uint8Array {
  const resolve = resolveLinks ? linksResolvedBy(store.reader) : asItIs;
  return (event) => readEventBytes(resolve(event), uuidForm);
}

async function* finiteRead(store: EventStore, request: ReadRequest, count: number): AsyncGenerator<Messages> {
  const { streamName } = request;
  const absence = streamName === undefined ? undefined : store.reader.absenceOf(streamName);
  if (streamName !== undefined && absence === 'tombstoned') throw new StreamTombstonedError(streamName);
  if (streamName !== undefined && absence === 'not-found') {
    yield [streamNotFound(streamName).serializeBinary()];
    return;
  }
  const encode = eventEncoder(store, request);
  const pages = streamName === undefined ? eventsOfAll(store, request, count) : eventsOfStream(store, streamName, request, count);
  for await (const events of pages) yield events.values().map(encode);
}

function streamNotFound(streamName: string): ReadResp {
  const message = new streamsPb.ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(streamName));
  return new streamsPb.ReadResp().setStreamNotFound(message);
}

async function* eventsOfStream(
  store: EventStore,
  streamName: string,
  request: ReadRequest,
  count: number,
): AsyncGenerator<readonly RecordedEvent[]> {
  const { direction } = request;
  let from = firstOf(request);
  for (let left = count; left > 0;) {
    const { events, isLast } = store.reader.streamPage({ streamName, from, direction, limit: left });
    yield events;
    const last = events.at(-1);
    if (isLast || !last) return;
    left -= events.length;
    from = last.revision + (direction === 'forwards' ? 1 : -1);
    await nextTurn();
  }
}

async function* eventsOfAll(store: EventStore, request: ReadRequest, count: number): AsyncGenerator<readonly RecordedEvent[]> {
  const { direction, filter } = request;
  let from = firstOf(request);
  for (let left = count; left > 0;) {
    const options = { from, direction, ...(filter && { filter: filter.filter }) };
    // With a filter more may have to be looked at than is wanted, so the page is cut to size only without one.
    const page = store.reader.allPage({ ...options, limit: filter ? Infinity : left });
    yield page.events.slice(0, left);
    if (page.isLast || page.lastConsidered === undefined) return;
    left -= page.events.length;
    from = direction === 'forwards' ? page.lastConsidered + 1 : page.lastConsidered;
    await nextTurn();
  }
}

/** The end is after the last event, and so is everything behind it: read forwards it yields nothing, backwards it begins at the last. */
function firstOf({ start }: ReadRequest): number {
  if (start === 'start') return 0;
  return start === 'end' ? Infinity : start;
}
