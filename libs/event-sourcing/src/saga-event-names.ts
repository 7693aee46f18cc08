import type { EventNames } from './event-names.ts';
import type { SagaAdvanced, SagaCheckpointReached, SagaCommandParked } from './saga-events.ts';

/** How each is read by its stored name, which never changes. */
export const sagaEvents = {
  SagaAdvanced: 'as-stored',
  SagaCommandParked: 'as-stored',
  SagaCheckpointReached: 'as-stored',
} as const satisfies EventNames<SagaAdvanced | SagaCommandParked | SagaCheckpointReached>;
