import { originalEventOf } from '../recorded-event.ts';
import type { RecordedEvent } from '../recorded-event.ts';
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
      return pinnedBy(streamNameOf);
    case 'PinnedByCorrelation':
      return pinnedBy(correlationOf);
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
 * All events with the same key to one consumer as long as it is there. By rendezvous hashing: whoever comes or goes moves only the keys
 * that become or were its own.
 */
function pinnedBy(keyOf: (message: GroupMessage) => string): ConsumerStrategy {
  return (message, consumers) => {
    const key = keyOf(message);
    const [first, ...others] = consumers;
    if (!first) return 'nobody';
    const owner = others.reduce((best, next) => (weight(next, key) > weight(best, key) ? next : best), first);
    return owner.hasRoom ? owner : 'not-this-one';
  };
}

function eventOf({ resolved }: GroupMessage): RecordedEvent {
  return resolved.event ?? originalEventOf(resolved);
}

function streamNameOf(message: GroupMessage): string {
  return eventOf(message).streamName;
}

/** The `$correlationId` of an event's metadata; its stream where there is none. */
function correlationOf(message: GroupMessage): string {
  try {
    const metadata = JSON.parse(Buffer.from(eventOf(message).metadata).toString('utf8')) as { readonly $correlationId?: unknown } | null;
    if (typeof metadata?.$correlationId === 'string') return metadata.$correlationId;
  } catch {
    // Metadata may be anything.
  }
  return streamNameOf(message);
}

/** The same in every run. */
function weight({ id }: Candidate, key: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${id}\n${key}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  return mixed(hash);
}

/** FNV-1a alone gives similar names similar weights, and so uneven shares; the last step of MurmurHash3 drives them apart. */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
