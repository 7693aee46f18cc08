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

export interface HalfClosingServer {
  readonly connectionString: string;
  stop(): void;
}

/** A server that ends its first stream of appends in good order and without answers, as one may that shuts down. It stores nothing. */
export async function startHalfClosingServer(): Promise<HalfClosingServer> {
  const server = new grpc.Server();
  server.addService(ServerFeaturesService, { getSupportedMethods: answerBatchAppend });
  server.addService(StreamsService, { batchAppend: endingTheFirst() });
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

function endingTheFirst() {
  let calls = 0;
  return (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => {
    if (++calls === 1) call.end();
    else call.on('data', (request: BatchAppendReq) => call.write(storedAtOne(request)));
  };
}

function storedAtOne(request: BatchAppendReq): BatchAppendResp {
  const position = new shared.AllStreamPosition().setCommitPosition('1').setPreparePosition('1');
  const success = new streams.BatchAppendResp.Success().setPosition(position);
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
