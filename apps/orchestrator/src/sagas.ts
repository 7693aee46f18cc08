import type { Saga } from '@holdfast/event-sourcing';
import { disablePlanCredentialWhenRemoved } from '@holdfast/plans';
import { endRunWhenTasksHaveEnded, startRunWhenRequested, switchAccountWhenRefused, verifyCredentialWhenRejected } from '@holdfast/runs';

/** Everything that happens by itself. */
export const sagas: readonly Saga[] = [
  startRunWhenRequested,
  switchAccountWhenRefused,
  verifyCredentialWhenRejected,
  disablePlanCredentialWhenRemoved,
  endRunWhenTasksHaveEnded,
] as unknown as readonly Saga[];
