import type { IGossipServer } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import { uuidToWire } from '../wire/identifiers.ts';
import { gossipPb } from '../wire/protocol.ts';

export interface ClusterMember {
  readonly instanceId: string;
  readonly address: string;
  readonly port: () => number;
  readonly now: () => Date;
}

/** Lets a client discover the cluster: one member, and it leads. */
export function gossipService(member: ClusterMember): IGossipServer {
  return {
    read: (_call, callback) => {
      callback(null, clusterOf(member));
    },
  };
}

function clusterOf({ instanceId, address, port, now }: ClusterMember): ClusterInfo {
  const info = new gossipPb.MemberInfo()
    .setInstanceId(uuidToWire(instanceId, 'string'))
    .setTimeStamp(String(now().getTime()))
    .setState(gossipPb.MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(new gossipPb.EndPoint().setAddress(address).setPort(port()));
  return new gossipPb.ClusterInfo().setMembersList([info]);
}
