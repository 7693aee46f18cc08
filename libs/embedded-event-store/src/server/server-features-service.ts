import type { ServiceDefinition } from '@grpc/grpc-js';
import type { IServerFeaturesServer } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import { serverFeaturesPb } from '../wire/protocol.ts';

/** The protocol's age, as far as clients care, and who speaks it. */
const SERVER_VERSION = '24.10.0+holdfast.embedded';

export interface SupportedService {
  readonly definition: ServiceDefinition;
  /** By method name in lower case. */
  readonly features?: Readonly<Record<string, readonly string[]>>;
}

/** Tells a client what it may call. It asks once per connection and chooses its ways by the answer, batch appends among them. */
export function serverFeaturesService(services: readonly SupportedService[]): IServerFeaturesServer {
  return {
    getSupportedMethods: (_call, callback) => {
      callback(null, supportedMethods(services));
    },
  };
}

function supportedMethods(services: readonly SupportedService[]): SupportedMethods {
  const message = new serverFeaturesPb.SupportedMethods().setEventStoreServerVersion(SERVER_VERSION);
  for (const { definition, features = {} } of services) {
    for (const { path } of Object.values(definition)) message.addMethods(supportedMethod(path, features));
  }
  return message;
}

function supportedMethod(path: string, features: Readonly<Record<string, readonly string[]>>): SupportedMethod {
  const [, service = '', method = ''] = path.toLowerCase().split('/');
  return new serverFeaturesPb.SupportedMethod()
    .setServiceName(service)
    .setMethodName(method)
    .setFeaturesList([...(features[method] ?? [])]);
}
