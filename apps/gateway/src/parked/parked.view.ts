import type { SagaCommand } from '@holdfast/event-sourcing';

export const parkedStatuses = ['parked', 'replayed', 'discarded'] as const;
export type ParkedStatus = (typeof parkedStatuses)[number];

/** What a saga could not do. Times are RFC 3339 UTC. */
export interface ParkedItem {
  readonly id: string;
  readonly saga: string;
  /** Which task, run or credential the saga was busy with; empty when it could not even tell that. */
  readonly instance: string;
  /** The event that led to it; where it stands is not known of what versions before 2026-11-23 stored. */
  readonly event: { readonly id: string; readonly type: string | null; readonly stream: string | null; readonly revision: number | null };
  /** Null when the event itself was not understood. */
  readonly command: SagaCommand | null;
  /** Why it was refused the last time. */
  readonly code: string;
  readonly message: string;
  readonly status: ParkedStatus;
  readonly parkedAt: string;
  /** Of the story it belongs to; `GET /audit` tells that story. */
  readonly correlationId: string;
  /** Of the latest replay; its outcome is missing while it is under way. */
  readonly replayRequestedAt?: string;
  readonly replayedBy?: string;
  readonly replayedAt?: string;
  readonly outcome?: 'done' | 'refused';
  readonly discardedAt?: string;
  readonly discardedBy?: string;
  readonly discardReason?: string;
}
