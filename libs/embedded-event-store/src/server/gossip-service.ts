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

/** The members of a cluster as they are now, for a client that calls this one by a name and a port: `name:port`. */
export type ClusterMembers = (calledAs?: string) => readonly ClusterMember[];

/**
 * A server without others stands where the client has reached it: under a name that its certificate is for, and at the right port also
 * behind a forwarded one.
 */
export function clusterOfOne(instanceId: string, known: () => Pick<ClusterMember, 'address' | 'port'>): ClusterMembers {
  return (calledAs = '') => {
    const [, name = known().address, port = known().port] = /^(.+):(\d+)$/.exec(calledAs) ?? [];
    const address = name.replace(/^\[(.*)\]$/, '$1');
    return [{ instanceId, address, port: Number(port), isLeader: true, isAlive: true }];
  };
}

/** Lets a client discover the cluster, and who leads it. */
export function gossipService(members: ClusterMembers, now: () => Date): IGossipServer {
  return {
    read: (call, callback) => {
      const infos = members(call.getHost()).map((member) => memberInfo(member, now()));
      callback(null, new gossipPb.ClusterInfo().setMembersList(infos));
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
