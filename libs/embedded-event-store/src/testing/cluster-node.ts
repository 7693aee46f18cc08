import { randomUUID } from 'node:crypto';
import type { Metadata, ServerInterceptingCall, ServerInterceptor, status as StatusCode } from '@grpc/grpc-js';
import type { SecurityOptions } from '../security/security-options.ts';
import type { ClusterMembers } from '../server/gossip-service.ts';
import { startGrpcServer } from '../server/grpc-server.ts';
import type { RunningServer } from '../server/grpc-server.ts';
import type { EventStore } from '../storage/event-store.ts';
import { grpc } from '../wire/protocol.ts';

const STREAMS = '/event_store.client.streams.Streams/';
const GROUPS = '/event_store.client.persistent_subscriptions.PersistentSubscriptions/';
const WRITES = ['Append', 'BatchAppend', 'Delete', 'Tombstone'].map((method) => STREAMS + method);

export interface ClusterNodeOptions {
  /** All nodes of a cluster share one, as if replication took no time. */
  readonly store: EventStore;
  readonly security: SecurityOptions;
  readonly members: ClusterMembers;
  /** Whether this node leads now. */
  readonly leads: () => boolean;
  /** Sees each answer to an append after it was stored, and says whether it may leave the node. */
  readonly mayAnswerAppend: () => boolean;
}

/**
 * One of several servers on one store. A follower sends whoever wants to write, or asks for the leader, to the leader, as the real server
 * does; without a leader it is not ready.
 */
export class ClusterNode {
  readonly #options: ClusterNodeOptions;
  readonly #openGroupCalls: Set<ServerInterceptingCall>;
  readonly #server: RunningServer;

  private constructor(options: ClusterNodeOptions, server: RunningServer, openGroupCalls: Set<ServerInterceptingCall>) {
    this.#options = options;
    this.#server = server;
    this.#openGroupCalls = openGroupCalls;
  }

  static async start(options: ClusterNodeOptions): Promise<ClusterNode> {
    const openGroupCalls = new Set<ServerInterceptingCall>();
    const interceptors = [leaderOnly(options, openGroupCalls), answering(options)];
    const server = await startGrpcServer({ ...options, interceptors, port: 0, now: () => new Date(), newId: randomUUID });
    return new ClusterNode(options, server, openGroupCalls);
  }

  get port(): number {
    return this.#server.port;
  }

  /** Consumer groups live on the leader alone. */
  dropConsumers(): void {
    if (this.#options.leads()) return;
    for (const call of this.#openGroupCalls)
      call.sendStatus(status(grpc.status.CANCELLED, 'dropped', { exception: 'persistent-subscription-dropped' }));
    this.#openGroupCalls.clear();
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

function leaderOnly({ members, leads }: ClusterNodeOptions, openGroupCalls: Set<ServerInterceptingCall>): ServerInterceptor {
  return ({ path }, call) => {
    const intercepting: ServerInterceptingCall = new grpc.ServerInterceptingCall(call, {
      start: (next) => {
        next({
          onReceiveMetadata: (metadata, proceed) => {
            if (!leads() && wantsLeader(path, metadata)) intercepting.sendStatus(notLeader(members));
            else proceed(metadata);
          },
          onCancel: () => openGroupCalls.delete(intercepting),
        });
      },
    });
    if (path === `${GROUPS}Read`) openGroupCalls.add(intercepting);
    return intercepting;
  };
}

function answering({ mayAnswerAppend }: ClusterNodeOptions): ServerInterceptor {
  return ({ path }, call) =>
    new grpc.ServerInterceptingCall(call, {
      sendMessage: (message, next) => {
        if (path !== `${STREAMS}Append` || mayAnswerAppend()) next(message);
      },
    });
}

function wantsLeader(path: string, metadata: Metadata): boolean {
  return WRITES.includes(path) || path.startsWith(GROUPS) || metadata.get('requires-leader').includes('true');
}

function notLeader(members: ClusterMembers) {
  const leader = members().find(({ isLeader, isAlive }) => isLeader && isAlive);
  if (!leader) return status(grpc.status.UNAVAILABLE, 'Server Is Not Ready');
  return status(grpc.status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': leader.address,
    'leader-endpoint-port': String(leader.port),
  });
}

function status(code: StatusCode, details: string, trailers: Readonly<Record<string, string>> = {}) {
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return { code, details, metadata };
}
