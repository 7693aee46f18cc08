import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ProposedEvent } from '../recorded-event.ts';
import type { CallerAccess } from '../security/access.ts';
import type { EventWriter } from '../storage/event-writer.ts';
import { batchAppendAnswer, batchAppendDenied, batchAppendRefused, batchAppendTooLarge } from '../wire/batch-append-messages.ts';
import type { BatchAppendTarget } from '../wire/batch-append-messages.ts';
import { batchAppendRequestFrom, batchedEventFrom } from '../wire/batch-append-request.ts';
import type { BatchAppendRequest } from '../wire/batch-append-request.ts';
import { expectedPositionOf } from '../wire/expected-revision-messages.ts';
import { streamNameOf, uuidFromWire } from '../wire/identifiers.ts';
import { appendSizeOf, MAX_APPEND_BYTES } from '../wire/proposed-event.ts';
import { toCallError } from '../wire/service-errors.ts';

/** It receives messages that are still encoded. */
export type BatchAppendCall = ServerDuplexStream<Buffer, BatchAppendResp>;

interface PendingAppend {
  readonly target: BatchAppendTarget;
  readonly deadline: number;
  readonly events: ProposedEvent[];
  size: number;
}

/**
 * Many appends over one call, each made of one message or more that share a correlation id.
 *
 * Every correlation id is answered exactly once: the client breaks on a second answer. When the store fails the call ends with an error
 * instead, and the client learns that the outcome of everything it waits for is unknown.
 */
export class BatchAppends {
  readonly #writer: EventWriter;
  readonly #call: BatchAppendCall;
  readonly #access: CallerAccess;
  readonly #now: () => Date;
  readonly #pending = new Map<string, PendingAppend>();
  #unanswered = 0;
  #hasEnded = false;

  constructor(writer: EventWriter, call: BatchAppendCall, access: CallerAccess, now: () => Date) {
    this.#writer = writer;
    this.#call = call;
    this.#access = access;
    this.#now = now;
  }

  start(): void {
    this.#call.on('data', (bytes: Buffer) => {
      this.#receive(bytes);
    });
    this.#call.on('end', () => {
      this.#hasEnded = true;
      this.#endWhenAnswered();
    });
  }

  #receive(bytes: Buffer): void {
    try {
      const request = batchAppendRequestFrom(bytes);
      const correlationId = uuidFromWire(request.message.getCorrelationId());
      const append = this.#pending.get(correlationId) ?? this.#begin(correlationId, request.message);
      if (append) this.#collect(correlationId, append, request);
    } catch (error) {
      // Without a correlation id there is nobody to answer to.
      this.#call.emit('error', toCallError(error));
    }
  }

  /** @returns undefined when the append is refused, or was refused before and this is the rest of it */
  #begin(correlationId: string, message: BatchAppendReq): PendingAppend | undefined {
    const options = message.getOptions();
    const correlation = message.getCorrelationId();
    if (!options || !correlation) return undefined;
    const append = this.#authorized(correlation, options);
    if (append) this.#pending.set(correlationId, append);
    return append;
  }

  #authorized(correlationId: UUID, options: BatchAppendReq.Options): PendingAppend | undefined {
    let target: BatchAppendTarget = { correlationId, streamName: '', expected: 'any' };
    try {
      target = { correlationId, streamName: streamNameOf(options.getStreamIdentifier()), expected: expectedPositionOf(options) };
    } catch (error) {
      this.#call.write(batchAppendRefused(target, error instanceof Error ? error.message : String(error)));
      return undefined;
    }
    if (this.#access.may('write', target.streamName)) {
      return { target, deadline: options.getDeadline()?.toDate().getTime() ?? Infinity, events: [], size: 0 };
    }
    this.#call.write(batchAppendDenied(target));
    return undefined;
  }

  #collect(correlationId: string, append: PendingAppend, { message, events }: BatchAppendRequest): void {
    // A deadline that has passed is the answer, also to an append that would be refused for another reason.
    const refusal = this.#isLate(append) ? batchAppendAnswer(append.target, { kind: 'abandoned' }) : addEvents(append, events);
    if (refusal) this.#call.write(refusal);
    if (refusal || message.getIsFinal()) this.#pending.delete(correlationId);
    if (!refusal && message.getIsFinal()) void this.#store(append);
  }

  #isLate({ deadline }: PendingAppend): boolean {
    return this.#now().getTime() > deadline;
  }

  async #store(append: PendingAppend): Promise<void> {
    this.#unanswered++;
    const { target, events } = append;
    const { streamName, expected } = target;
    const isAbandoned = (): boolean => this.#call.cancelled || this.#isLate(append);
    try {
      const outcome = await this.#writer.append({ streamName, expected, events, isAbandoned });
      this.#call.write(batchAppendAnswer(target, outcome));
    } catch (error) {
      this.#call.emit('error', toCallError(error));
    }
    this.#unanswered--;
    this.#endWhenAnswered();
  }

  #endWhenAnswered(): void {
    if (this.#hasEnded && this.#unanswered === 0) this.#call.end();
  }
}

/** @returns the answer if the append is refused */
function addEvents(append: PendingAppend, events: readonly Uint8Array[]): BatchAppendResp | undefined {
  try {
    for (const event of events.map(batchedEventFrom)) {
      append.events.push(event);
      append.size += appendSizeOf(event);
    }
  } catch (error) {
    return batchAppendRefused(append.target, error instanceof Error ? error.message : String(error));
  }
  return append.size > MAX_APPEND_BYTES ? batchAppendTooLarge(append.target, MAX_APPEND_BYTES) : undefined;
}
