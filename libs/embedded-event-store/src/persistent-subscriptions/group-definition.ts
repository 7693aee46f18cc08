import type { FilterExpression } from '../subscriptions/filter-expression.ts';

export type ConsumerStrategyName = 'DispatchToSingle' | 'RoundRobin' | 'Pinned' | 'PinnedByCorrelation';

/** The first revision or position to deliver, or one of the ends: `end` delivers what comes after the group was made. */
export type GroupStart = number | 'start' | 'end';

/** What a client sets. Durations in milliseconds. */
export interface GroupSettings {
  readonly start: GroupStart;
  readonly resolveLinks: boolean;
  readonly extraStatistics: boolean;
  /** How long a consumer may take before its message goes to another one; 0 for ever. */
  readonly messageTimeout: number;
  /** How often a message is delivered again before it is parked. */
  readonly maxRetryCount: number;
  readonly checkpointAfter: number;
  readonly minCheckpointCount: number;
  readonly maxCheckpointCount: number;
  /** 0 for any number. */
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly strategy: ConsumerStrategyName;
}

export interface GroupDefinition {
  /** A stream by its name, or `$all`. */
  readonly source: string;
  readonly groupName: string;
  readonly settings: GroupSettings;
  readonly filter?: FilterExpression;
  /** The place before the first one to deliver. Fixed when the group is made, so that 'end' means the same after a restart. */
  readonly startAfter: number;
}

/** Tells groups apart; also the middle of the names of their streams. */
export function groupKey(source: string, groupName: string): string {
  return `${source}::${groupName}`;
}

export function checkpointStreamOf({ source, groupName }: GroupDefinition): string {
  return `$persistentsubscription-${groupKey(source, groupName)}-checkpoint`;
}

export function parkedStreamOf({ source, groupName }: GroupDefinition): string {
  return `$persistentsubscription-${groupKey(source, groupName)}-parked`;
}
