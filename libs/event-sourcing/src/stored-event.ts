import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import type { Position } from './position.ts';

/** An event exactly as it is stored, whoever wrote it: not brought into its present shape. */
export interface StoredEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly type: string;
  /** JSON; bytes where it is none, text where it says that it is and is not. */
  readonly data: unknown;
  /** Undefined when there is none. */
  readonly metadata: unknown;
  readonly position: Position;
}

export function storedEvent({ id, streamId, revision, type, data, metadata, position }: AllStreamRecordedEvent): StoredEvent {
  return { id, stream: streamId, revision, type, data, metadata, position };
}
