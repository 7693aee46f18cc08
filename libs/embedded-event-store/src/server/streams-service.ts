import type { handleBidiStreamingCall, handleServerStreamingCall } from '@grpc/grpc-js';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { BatchAppendResp, ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { AccessOf } from '../security/access.ts';
import type { EventStore } from '../storage/event-store.ts';
import { answerAppend } from './append-call.ts';
import { BatchAppends } from './batch-append-call.ts';
import { answerDelete, answerTombstone } from './delete-calls.ts';
import type { OpenCalls } from './open-calls.ts';
import { answerRead } from './read-call.ts';
import type { StreamsService } from '../wire/protocol.ts';
import { startWith, unary } from './unary.ts';

export interface StreamsServiceParts {
  readonly store: EventStore;
  readonly calls: OpenCalls;
  readonly accessOf: AccessOf;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** What must be fast is not encoded and decoded by the generated classes: see the definition of the service. */
interface FastMethods {
  readonly read: handleServerStreamingCall<ReadReq, Uint8Array>;
  readonly batchAppend: handleBidiStreamingCall<Buffer, BatchAppendResp>;
}

type StreamsServer = {
  readonly [Method in keyof typeof StreamsService]: Method extends keyof FastMethods ? FastMethods[Method] : IStreamsServer[Method];
};

export function streamsService({ store, calls, accessOf, now, newId }: StreamsServiceParts): StreamsServer {
  return {
    read: (call) => {
      calls.run(call, (signal) => answerRead({ store, call, access: accessOf(call), signal, newId }));
    },
    append: unary((call) => answerAppend(store.writer, call, accessOf(call))),
    batchAppend: (call) => {
      startWith(call, () => {
        new BatchAppends(store.writer, call, accessOf(call), now).start();
      });
    },
    delete: unary((call) => answerDelete(store.writer, call, accessOf(call))),
    tombstone: unary((call) => answerTombstone(store.writer, call, accessOf(call))),
  };
}
