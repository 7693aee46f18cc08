import type { IGossipServer } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type { MemberInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import { uuidToWire } from '../wire/identifiers.ts';
import { gossipPb } from '../wire/protocol.ts';

export interface ClusterMember {
  readonly instanceId: string;
  readonly address: string;
  readonly port: number;
  readonly isLeader: boolean;
  readonly isAlive: boolean;
}

/** The members of a cluster as they are now. */
export type ClusterMembers = () => readonly ClusterMember[];

/** Lets a client discover the cluster, and who leads it. */
export function gossipService(members: ClusterMembers, now: () => Date): IGossipServer {
  return {
    read: (_call, callback) => {
      callback(null, new gossipPb.ClusterInfo().setMembersList(members().map((member) => memberInfo(member, now()))));
    },
  };
}

function memberInfo({ instanceId, address, port, isLeader, isAlive }: ClusterMember, at: Date): MemberInfo {
  const { LEADER, FOLLOWER } = gossipPb.MemberInfo.VNodeState;
  return new gossipPb.MemberInfo()
    .setInstanceId(uuidToWire(instanceId, 'string'))
    .setTimeStamp(String(at.getTime()))
    .setState(isLeader ? LEADER : FOLLOWER)
    .setIsAlive(isAlive)
    .setHttpEndPoint(new gossipPb.EndPoint().setAddress(address).setPort(port));
}
