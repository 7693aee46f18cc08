import { originalEventOf } from '../recorded-event.ts';
import type { ConsumerStrategyName } from './group-definition.ts';
import type { GroupMessage } from './group-message.ts';

/** What a strategy has to know about a consumer. */
export interface Candidate {
  readonly id: string;
  readonly hasRoom: boolean;
}

/** Who gets a message: somebody, nobody for now, or nobody for now although another message may find a consumer. */
export type Choice<Consumer extends Candidate> = Consumer | 'nobody' | 'not-this-one';

export type ConsumerStrategy = <Consumer extends Candidate>(message: GroupMessage, consumers: readonly Consumer[]) => Choice<Consumer>;

export function consumerStrategy(name: ConsumerStrategyName): ConsumerStrategy {
  switch (name) {
    case 'DispatchToSingle':
      return dispatchToSingle;
    case 'RoundRobin':
      return roundRobin();
    case 'Pinned':
      return pinned;
  }
}

/** The consumer that came first as long as it has room. */
const dispatchToSingle: ConsumerStrategy = (_message, consumers) => consumers.find(({ hasRoom }) => hasRoom) ?? 'nobody';

/** Everybody in turn. */
function roundRobin(): ConsumerStrategy {
  let turn = 0;
  return (_message, consumers) => {
    for (let step = 0; step < consumers.length; step++) {
      const consumer = consumers[(turn + step) % consumers.length];
      if (!consumer?.hasRoom) continue;
      turn = (turn + step + 1) % consumers.length;
      return consumer;
    }
    return 'nobody';
  };
}

/**
 * All events of a stream to one consumer as long as it is there. By rendezvous hashing: whoever comes or goes moves only the streams
 * that become or were its own.
 */
const pinned: ConsumerStrategy = (message, consumers) => {
  const { streamName } = message.resolved.event ?? originalEventOf(message.resolved);
  const [first, ...others] = consumers;
  if (!first) return 'nobody';
  const owner = others.reduce((best, next) => (weight(next, streamName) > weight(best, streamName) ? next : best), first);
  return owner.hasRoom ? owner : 'not-this-one';
};

/** FNV-1a: even enough to share streams out, and the same in every run. */
function weight({ id }: Candidate, streamName: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${id}\n${streamName}`)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
