import type { AnySaga } from '@holdfast/event-sourcing';
import { disablePlanCredentialWhenRemoved } from '@holdfast/plans';
import { endRunWhenTasksHaveEnded, startRunWhenRequested, switchAccountWhenRefused, verifyCredentialWhenRejected } from '@holdfast/runs';

/** Everything that happens by itself. */
export const sagas: readonly AnySaga[] = [
  startRunWhenRequested,
  switchAccountWhenRefused,
  verifyCredentialWhenRejected,
  disablePlanCredentialWhenRemoved,
  endRunWhenTasksHaveEnded,
];
