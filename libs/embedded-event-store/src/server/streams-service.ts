import type { sendUnaryData, ServerReadableStream, ServerUnaryCall } from '@grpc/grpc-js';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { EventStore } from '../storage/event-store.ts';
import { toCallError } from '../wire/service-errors.ts';
import { answerAppend } from './append-call.ts';
import { BatchAppends } from './batch-append-call.ts';
import { answerDelete, answerTombstone } from './delete-calls.ts';
import type { OpenCalls } from './open-calls.ts';
import { answerRead } from './read-call.ts';

export interface StreamsServiceParts {
  readonly store: EventStore;
  readonly calls: OpenCalls;
  readonly now: () => Date;
  readonly newId: () => string;
}

export function streamsService({ store, calls, now, newId }: StreamsServiceParts): IStreamsServer {
  return {
    read: (call) => {
      calls.run(call, (signal) => answerRead(store, call, signal, newId));
    },
    append: unary((call) => answerAppend(store.writer, call)),
    batchAppend: (call) => {
      new BatchAppends(store.writer, call, now).start();
    },
    delete: unary((call) => answerDelete(store.writer, call)),
    tombstone: unary((call) => answerTombstone(store.writer, call)),
  };
}

type SingleAnswerCall<Request, Response> = ServerUnaryCall<Request, Response> | ServerReadableStream<Request, Response>;

/** A call with one answer: a value, or an error that the client can read. */
export function unary<Request, Response, Call extends SingleAnswerCall<Request, Response>>(
  answer: (call: Call) => Promise<Response>,
): (call: Call, callback: sendUnaryData<Response>) => void {
  return (call, callback) => {
    answer(call).then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback(toCallError(error));
      },
    );
  };
}
