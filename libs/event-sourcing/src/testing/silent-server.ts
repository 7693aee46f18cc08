import { createRequire } from 'node:module';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { sendUnaryData, Server, ServerReadableStream } from '@grpc/grpc-js';

// Messages and calls must be of the modules that the client itself loads.
const here = createRequire(import.meta.url);
const ofClient = createRequire(here.resolve('@eventstore/db-client'));
const grpc = ofClient('@grpc/grpc-js') as typeof import('@grpc/grpc-js');
const generated = '@eventstore/db-client/generated';
const streams = here(`${generated}/streams_pb.js`) as typeof import('@eventstore/db-client/generated/streams_pb.js');
const { StreamsService } = here(`${generated}/streams_grpc_pb.js`) as typeof import('@eventstore/db-client/generated/streams_grpc_pb.js');

export interface SilentServer {
  readonly connectionString: string;
  stop(): void;
}

/** A server that takes every append, stores nothing, and does not say at which position it did. */
export async function startSilentServer(): Promise<SilentServer> {
  const server = new grpc.Server();
  server.addService(StreamsService, { append: takeAppend });
  const port = await listen(server);
  return {
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    stop: () => {
      server.forceShutdown();
    },
  };
}

function takeAppend(call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void {
  call.on('data', () => undefined);
  call.on('end', () => {
    answer(null, new streams.AppendResp().setSuccess(new streams.AppendResp.Success()));
  });
}

async function listen(server: Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) reject(error);
    else resolve(port);
  });
  return promise;
}
