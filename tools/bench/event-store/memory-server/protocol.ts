import { createRequire } from 'node:module';

// Messages are checked with `instanceof`: these must be the very modules that the official client loads.
const here = createRequire(import.meta.url);
const client = createRequire(here.resolve('@eventstore/db-client'));
const generated = '@eventstore/db-client/generated';

export const grpc = client('@grpc/grpc-js') as typeof import('@grpc/grpc-js');
export const streamsPb = here(`${generated}/streams_pb.js`) as typeof import('@eventstore/db-client/generated/streams_pb.js');
export const sharedPb = here(`${generated}/shared_pb.js`) as typeof import('@eventstore/db-client/generated/shared_pb.js');
export const featuresPb = here(
  `${generated}/serverfeatures_pb.js`,
) as typeof import('@eventstore/db-client/generated/serverfeatures_pb.js');
export const { StreamsService } = here(
  `${generated}/streams_grpc_pb.js`,
) as typeof import('@eventstore/db-client/generated/streams_grpc_pb.js');
export const { ServerFeaturesService } = here(
  `${generated}/serverfeatures_grpc_pb.js`,
) as typeof import('@eventstore/db-client/generated/serverfeatures_grpc_pb.js');
