import { parentPort } from 'node:worker_threads';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import { answerBatchAppends } from './append-call.ts';
import { MemoryLog } from './memory-log.ts';
import { featuresPb, grpc, ServerFeaturesService, StreamsService } from './protocol.ts';
import { answerRead, type ReadCall } from './read-call.ts';

const log = new MemoryLog();
const server = new grpc.Server({ 'grpc.max_receive_message_length': -1 });

server.addService(StreamsService, {
  batchAppend: (call: Parameters<typeof answerBatchAppends>[1]) => {
    answerBatchAppends(log, call);
  },
  read: (call: ReadCall) => void answerRead(log, call),
});
server.addService(ServerFeaturesService, {
  getSupportedMethods: (_call: unknown, answer: (error: null, methods: SupportedMethods) => void) => {
    answer(null, supportedMethods());
  },
});

/** Makes the client append with BatchAppend, as it does to the embedded store. */
function supportedMethods(): SupportedMethods {
  const [, service = '', method = ''] = StreamsService.batchAppend.path.toLowerCase().split('/');
  const batchAppend = new featuresPb.SupportedMethod().setServiceName(service).setMethodName(method);
  return new featuresPb.SupportedMethods().setEventStoreServerVersion('24.10.0').setMethodsList([batchAppend]);
}

server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  parentPort?.postMessage(port);
});
