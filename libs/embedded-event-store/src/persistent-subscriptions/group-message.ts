import { originalEventOf } from '../recorded-event.ts';
import type { ResolvedEvent } from '../recorded-event.ts';

/** An event on its way through a group. */
export interface GroupMessage {
  /** What a consumer acknowledges it by: the id of the event as it stands in what the group reads, or in the parked messages. */
  readonly id: string;
  readonly resolved: ResolvedEvent;
  /** Its revision or position in what the group reads, or its revision among the parked messages. */
  readonly place: number;
  /** The place that a checkpoint may name as long as this message is not settled. Undefined for a parked message on its way again. */
  readonly previous: number | undefined;
  readonly retryCount: number;
}

export function groupMessage(resolved: ResolvedEvent, place: number, previous: number | undefined): GroupMessage {
  return { id: originalEventOf(resolved).id, resolved, place, previous, retryCount: 0 };
}

export function isReplay(message: GroupMessage): boolean {
  return message.previous === undefined;
}
