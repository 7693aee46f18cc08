import type { replayParkedWhenRequested } from '../../apps/orchestrator/src/replays/replay-parked-when-requested.saga.ts';
import type { disablePlanCredentialWhenRemoved } from '../../libs/plans/src/application/disable-removed-credential.saga.ts';
import type { endRunWhenTasksHaveEnded } from '../../libs/runs/src/application/sagas/end-run-when-tasks-have-ended.saga.ts';
import type { forecastRunWhenPlanned } from '../../libs/runs/src/application/sagas/forecast-run-when-planned.saga.ts';
import type { recordTrialRequestsWhenTried } from '../../libs/runs/src/application/sagas/record-trial-requests-when-tried.saga.ts';
import type { startRunWhenRequested } from '../../libs/runs/src/application/sagas/start-run-when-requested.saga.ts';
import type { switchAccountWhenRefused } from '../../libs/runs/src/application/sagas/switch-account-when-refused.saga.ts';
import type { verifyCredentialWhenRejected } from '../../libs/runs/src/application/sagas/verify-credential-when-rejected.saga.ts';

interface StateOf<Name extends string, Saga extends { readonly initialState: object }> {
  readonly type: Name;
  readonly data: Saga['initialState'];
}

/** What each saga remembers, by its name: it stands in `SagaAdvanced`, and is read again with the next event. */
export type ProductSagaState =
  | StateOf<'StartRunWhenRequested', typeof startRunWhenRequested>
  | StateOf<'SwitchAccountWhenRefused', typeof switchAccountWhenRefused>
  | StateOf<'VerifyCredentialWhenRejected', typeof verifyCredentialWhenRejected>
  | StateOf<'DisablePlanCredentialWhenRemoved', typeof disablePlanCredentialWhenRemoved>
  | StateOf<'EndRunWhenTasksHaveEnded', typeof endRunWhenTasksHaveEnded>
  | StateOf<'ReplayParkedWhenRequested', typeof replayParkedWhenRequested>
  | StateOf<'ForecastRunWhenPlanned', typeof forecastRunWhenPlanned>
  | StateOf<'RecordTrialRequestsWhenTried', typeof recordTrialRequestsWhenTried>;
