import { createRequire } from 'node:module';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { sendUnaryData, Server, ServerDuplexStream } from '@grpc/grpc-js';

// Messages and calls must be of the modules that the client itself loads.
const here = createRequire(import.meta.url);
const ofClient = createRequire(here.resolve('@eventstore/db-client'));
const grpc = ofClient('@grpc/grpc-js') as typeof import('@grpc/grpc-js');
const generated = '@eventstore/db-client/generated';
const shared = here(`${generated}/shared_pb.js`) as typeof import('@eventstore/db-client/generated/shared_pb.js');
const streams = here(`${generated}/streams_pb.js`) as typeof import('@eventstore/db-client/generated/streams_pb.js');
const features = here(`${generated}/serverfeatures_pb.js`) as typeof import('@eventstore/db-client/generated/serverfeatures_pb.js');
const { StreamsService } = here(`${generated}/streams_grpc_pb.js`) as typeof import('@eventstore/db-client/generated/streams_grpc_pb.js');
const { ServerFeaturesService } = here(
  `${generated}/serverfeatures_grpc_pb.js`,
) as typeof import('@eventstore/db-client/generated/serverfeatures_grpc_pb.js');

export interface AppendServerOptions {
  /** Ends the first stream of appends in good order and without answers, as a server may that shuts down. */
  readonly endsFirstStream?: boolean;
  /** Where it says it stored the events; without it, it says nothing about that. */
  readonly position?: string;
}

export interface AppendServer {
  readonly connectionString: string;
  stop(): void;
}

/** A server that takes every append and stores nothing, with the habits that a real one shows seldom. */
export async function startAppendServer(options: AppendServerOptions): Promise<AppendServer> {
  const server = new grpc.Server();
  server.addService(ServerFeaturesService, { getSupportedMethods: answerBatchAppend });
  server.addService(StreamsService, { batchAppend: answerAppends(options) });
  const port = await listen(server);
  return {
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    stop: () => {
      server.forceShutdown();
    },
  };
}

function answerBatchAppend(_call: unknown, answer: sendUnaryData<SupportedMethods>): void {
  const method = new features.SupportedMethod().setServiceName('event_store.client.streams.streams').setMethodName('batchappend');
  answer(null, new features.SupportedMethods().setMethodsList([method]));
}

function answerAppends({ endsFirstStream, position }: AppendServerOptions) {
  let streamsBegun = 0;
  return (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => {
    if (++streamsBegun === 1 && endsFirstStream) call.end();
    else call.on('data', (request: BatchAppendReq) => call.write(stored(request, position)));
  };
}

function stored(request: BatchAppendReq, at: string | undefined): BatchAppendResp {
  const success = new streams.BatchAppendResp.Success();
  if (at !== undefined) success.setPosition(new shared.AllStreamPosition().setCommitPosition(at).setPreparePosition(at));
  return new streams.BatchAppendResp().setCorrelationId(request.getCorrelationId()).setSuccess(success);
}

async function listen(server: Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) reject(error);
    else resolve(port);
  });
  return promise;
}
