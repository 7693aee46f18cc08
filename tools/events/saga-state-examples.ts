import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { ProductSagaState } from './product-saga-state.ts';

/** What sagas may remember. */
export const sagaStateExamples: EventExamples<ProductSagaState> = {
  StartRunWhenRequested: [{}],
  SwitchAccountWhenRefused: [{}],
  VerifyCredentialWhenRejected: [{}],
  DisablePlanCredentialWhenRemoved: [
    { planIds: ['019ab2e1-4f60-7d0a-9c3b-5a2e8f7d6c05'], removed: false },
    { planIds: [], removed: true },
  ],
  EndRunWhenTasksHaveEnded: [
    { planned: 44, captured: 3, unchanged: 12, failed: 1, missing: [{ repository: 'acme/payroll', reason: 'git: cut off' }] },
    { planned: null, captured: 1, unchanged: 0, failed: 0, missing: [] },
  ],
  ReplayParkedWhenRequested: [{}],
  ForecastRunWhenPlanned: [{}],
  RecordTrialRequestsWhenTried: [{}],
};
