import type { AnySaga } from '@holdfast/event-sourcing';
import { disablePlanCredentialWhenRemoved } from '@holdfast/plans';
import {
  endRunWhenTasksHaveEnded,
  forecastRunWhenPlanned,
  recordTrialRequestsWhenTried,
  startRunWhenRequested,
  switchAccountWhenRefused,
  verifyCredentialWhenRejected,
} from '@holdfast/runs';
import { replayParkedWhenRequested } from './replays/replay-parked-when-requested.saga.ts';

/** Everything that happens by itself. */
export const sagas: readonly AnySaga[] = [
  startRunWhenRequested,
  switchAccountWhenRefused,
  verifyCredentialWhenRejected,
  disablePlanCredentialWhenRemoved,
  endRunWhenTasksHaveEnded,
  replayParkedWhenRequested,
  forecastRunWhenPlanned,
  recordTrialRequestsWhenTried,
];
