import { createRequire } from 'node:module';

// Messages are checked with `instanceof` when they are serialized, so every module here must be the very one that the official client
// loads: its own `@grpc/grpc-js` and `google-protobuf`, not those that happen to be nearest to this file.
const here = createRequire(import.meta.url);
const client = createRequire(here.resolve('@eventstore/db-client'));

export const grpc = client('@grpc/grpc-js') as typeof import('@grpc/grpc-js');
export const any = client('google-protobuf/google/protobuf/any_pb.js') as typeof import('google-protobuf/google/protobuf/any_pb.js');
export const emptyPb = client(
  'google-protobuf/google/protobuf/empty_pb.js',
) as typeof import('google-protobuf/google/protobuf/empty_pb.js');

export const streamsPb = here(
  '@eventstore/db-client/generated/streams_pb.js',
) as typeof import('@eventstore/db-client/generated/streams_pb.js');
export const sharedPb = here(
  '@eventstore/db-client/generated/shared_pb.js',
) as typeof import('@eventstore/db-client/generated/shared_pb.js');
export const statusPb = here(
  '@eventstore/db-client/generated/status_pb.js',
) as typeof import('@eventstore/db-client/generated/status_pb.js');
export const codePb = here('@eventstore/db-client/generated/code_pb.js') as typeof import('@eventstore/db-client/generated/code_pb.js');
export const serverFeaturesPb = here(
  '@eventstore/db-client/generated/serverfeatures_pb.js',
) as typeof import('@eventstore/db-client/generated/serverfeatures_pb.js');

const { StreamsService: generatedStreamsService } = here(
  '@eventstore/db-client/generated/streams_grpc_pb.js',
) as typeof import('@eventstore/db-client/generated/streams_grpc_pb.js');

/** As it was generated, but for what must be fast: the answers to a read are given encoded, and the events of a batch are taken encoded. */
export const StreamsService = {
  ...generatedStreamsService,
  read: {
    ...generatedStreamsService.read,
    responseSerialize: (message: Uint8Array): Buffer => Buffer.from(message.buffer, message.byteOffset, message.byteLength),
  },
  batchAppend: { ...generatedStreamsService.batchAppend, requestDeserialize: (bytes: Buffer): Buffer => bytes },
};
export const { ServerFeaturesService } = here(
  '@eventstore/db-client/generated/serverfeatures_grpc_pb.js',
) as typeof import('@eventstore/db-client/generated/serverfeatures_grpc_pb.js');
export const persistentPb = here(
  '@eventstore/db-client/generated/persistent_pb.js',
) as typeof import('@eventstore/db-client/generated/persistent_pb.js');
export const gossipPb = here(
  '@eventstore/db-client/generated/gossip_pb.js',
) as typeof import('@eventstore/db-client/generated/gossip_pb.js');
export const { PersistentSubscriptionsService } = here(
  '@eventstore/db-client/generated/persistent_grpc_pb.js',
) as typeof import('@eventstore/db-client/generated/persistent_grpc_pb.js');
export const { GossipService } = here(
  '@eventstore/db-client/generated/gossip_grpc_pb.js',
) as typeof import('@eventstore/db-client/generated/gossip_grpc_pb.js');
