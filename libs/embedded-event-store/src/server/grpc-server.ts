import type { Server, ServerCredentials, ServerInterceptor } from '@grpc/grpc-js';
import { portInUse } from '../embedded-event-store.errors.ts';
import { restrictedTo, restrictedToInsiders, unrestricted } from '../security/access.ts';
import type { AccessOf } from '../security/access.ts';
import type { SecurityOptions } from '../security/security-options.ts';
import { nextTurn } from '../storage/next-turn.ts';
import type { EventStore } from '../storage/event-store.ts';
import { PersistentSubscriptions } from '../persistent-subscriptions/persistent-subscriptions.ts';
import { GossipService, grpc, PersistentSubscriptionsService, ServerFeaturesService, StreamsService } from '../wire/protocol.ts';
import { clusterOfOne, gossipService } from './gossip-service.ts';
import type { ClusterMembers } from './gossip-service.ts';
import { persistentSubscriptionsService } from './persistent-subscriptions-service.ts';
import { OpenCalls } from './open-calls.ts';
import { serverFeaturesService } from './server-features-service.ts';
import type { SupportedService } from './server-features-service.ts';
import { streamsService } from './streams-service.ts';

/** Large enough that an append beyond the limit gets a proper refusal instead of a broken connection. */
const MAX_MESSAGE_BYTES = 17 * 1024 * 1024;

/** Features are parts of a method that a server may lack: reading a stream or all events. */
const SOURCES = ['stream', 'all'];
const SUPPORTED: readonly SupportedService[] = [
  { definition: StreamsService },
  {
    definition: PersistentSubscriptionsService,
    features: {
      create: SOURCES,
      update: SOURCES,
      delete: SOURCES,
      read: SOURCES,
      getinfo: SOURCES,
      replayparked: SOURCES,
      list: SOURCES,
    },
  },
  { definition: GossipService },
  { definition: ServerFeaturesService },
];

/** A batch-append call stays open as long as its client lives, so it gets a moment only: enough to answer what is being written. */
const TURNS_FOR_LAST_ANSWERS = 20;

const LOOPBACK = '127.0.0.1';

export interface GrpcServerOptions {
  readonly store: EventStore;
  readonly port: number;
  readonly security: SecurityOptions | undefined;
  /** Without `security`: what callers must know. */
  readonly secret?: string | undefined;
  readonly now: () => Date;
  readonly newId: () => string;
  /** When the server plays one of several nodes: who they are. Alone it is the only one, and leads. */
  readonly members?: ClusterMembers;
  /** See every call before and after the services do. */
  readonly interceptors?: readonly ServerInterceptor[];
}

export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** Ends all calls; what was accepted before is stored and answered. */
  close(): Promise<void>;
}

/** @throws EmbeddedEventStoreError when the port is taken */
export async function startGrpcServer(options: GrpcServerOptions): Promise<RunningServer> {
  // What goes wrong is answered or thrown; the library would also print it.
  grpc.setLogVerbosity(grpc.logVerbosity.NONE);
  const server = new grpc.Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': -1,
    interceptors: [...(options.interceptors ?? [])],
  });
  const calls = new OpenCalls();
  const subscriptions = new PersistentSubscriptions(options.store);
  let port = 0;
  const { security } = options;
  const host = security?.host ?? LOOPBACK;
  const accessOf = accessFor(options);
  const instanceId = options.newId();
  const alone = clusterOfOne(instanceId, () => ({ address: host, port }));
  server.addService(StreamsService, streamsService({ ...options, calls, accessOf }));
  server.addService(PersistentSubscriptionsService, persistentSubscriptionsService({ ...options, subscriptions, accessOf }));
  server.addService(GossipService, gossipService(options.members ?? alone, options.now));
  server.addService(ServerFeaturesService, serverFeaturesService(SUPPORTED));
  port = await bind(server, host, options.port, credentialsFor(security));
  return { host, port, close: () => close(server, calls, subscriptions) };
}

function accessFor({ security, secret, store }: GrpcServerOptions): AccessOf {
  if (security) return restrictedTo(security.users, store.reader);
  return secret === undefined ? unrestricted : restrictedToInsiders(secret);
}

function credentialsFor(security: SecurityOptions | undefined): ServerCredentials {
  if (!security) return grpc.ServerCredentials.createInsecure();
  const pair = { private_key: Buffer.from(security.privateKey), cert_chain: Buffer.from(security.certificate) };
  return grpc.ServerCredentials.createSsl(null, [pair]);
}

function bind(server: Server, host: string, port: number, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, credentials, (error, bound) => {
      if (!error) resolve(bound);
      else reject(error.message.includes('EADDRINUSE') ? portInUse(port) : error);
    });
  });
}

async function close(server: Server, calls: OpenCalls, subscriptions: PersistentSubscriptions): Promise<void> {
  const shutDown = new Promise<void>((resolve) => {
    server.tryShutdown(() => {
      resolve();
    });
  });
  subscriptions.close();
  await calls.close();
  await Promise.race([shutDown, turns(TURNS_FOR_LAST_ANSWERS)]);
  server.forceShutdown();
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}
