import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CancelRunHandler } from './application/cancel-run/cancel-run.handler.ts';
import { EndRunHandler } from './application/end-run/end-run.handler.ts';
import { AccountSupplies } from './application/forecast/account-supplies.ts';
import { ForecastPlanHandler } from './application/forecast/forecast-plan.handler.ts';
import { ForecastRunHandler } from './application/forecast/forecast-run.handler.ts';
import { GetRunOutlookHandler } from './application/forecast/get-run-outlook.handler.ts';
import { AccountLedgers } from './application/leases/account-ledgers.ts';
import { CredentialPool } from './application/leases/credential-pool.ts';
import { LeaseDesk } from './application/leases/lease-desk.ts';
import { RunWindows } from './application/leases/run-windows.ts';
import { MoveTaskToAnotherAccountHandler } from './application/move-task-to-another-account/move-task-to-another-account.handler.ts';
import { GetRetentionHandler } from './application/queries/get-retention.handler.ts';
import { ListAccountsHandler } from './application/queries/list-accounts.handler.ts';
import { GetRunHandler, ListDecisionsHandler, ListRunsHandler, ListTasksHandler } from './application/queries/run.handlers.ts';
import {
  GetRestoreHandler,
  GetSnapshotHandler,
  ListRepositoriesHandler,
  ListSnapshotsHandler,
} from './application/queries/snapshot.handlers.ts';
import { RecordTrialRequestsHandler } from './application/record-trial-requests/record-trial-requests.handler.ts';
import { RequestRestoreHandler } from './application/request-restore/request-restore.handler.ts';
import { RequestRunHandler } from './application/request-run/request-run.handler.ts';
import { RunRequests } from './application/request-run/run-requests.ts';
import { RequestScheduledRunHandler } from './application/request-scheduled-run/request-scheduled-run.handler.ts';
import { RetryRunHandler } from './application/retry-run/retry-run.handler.ts';
import { SetAccountLimitsHandler } from './application/set-account-limits/set-account-limits.handler.ts';
import { StartRunHandler } from './application/start-run/start-run.handler.ts';
import {
  ReportOnRepositoryHandler,
  ReportOnRestoreHandler,
  ReportOnRunHandler,
  ReportOnTaskHandler,
} from './application/worker-reports/worker-reports.handlers.ts';
import { ForecastController } from './http/forecast.controller.ts';
import { AccountsController } from './http/accounts.controller.ts';
import { MetricsController } from './http/metrics.controller.ts';
import { RunsController } from './http/runs.controller.ts';
import { SnapshotsController } from './http/snapshots.controller.ts';

/** Commands of runs, tasks and restores, and the desk where leases are had, for every role. */
@Module({
  imports: [CqrsModule],
  providers: [
    CredentialPool,
    AccountLedgers,
    RunWindows,
    LeaseDesk,
    RunRequests,
    RequestRunHandler,
    RequestScheduledRunHandler,
    RetryRunHandler,
    CancelRunHandler,
    StartRunHandler,
    EndRunHandler,
    AccountSupplies,
    ForecastRunHandler,
    MoveTaskToAnotherAccountHandler,
    RecordTrialRequestsHandler,
    RequestRestoreHandler,
    ReportOnRunHandler,
    ReportOnTaskHandler,
    ReportOnRestoreHandler,
    ReportOnRepositoryHandler,
  ],
  exports: [AccountLedgers, AccountSupplies, LeaseDesk],
})
export class RunsModule {}

/** What the gateway adds: queries and HTTP. */
@Module({
  imports: [CqrsModule, RunsModule],
  providers: [
    ListRunsHandler,
    GetRunHandler,
    GetRunOutlookHandler,
    ForecastPlanHandler,
    ListTasksHandler,
    ListDecisionsHandler,
    ListRepositoriesHandler,
    ListSnapshotsHandler,
    GetSnapshotHandler,
    GetRestoreHandler,
    ListAccountsHandler,
    SetAccountLimitsHandler,
    GetRetentionHandler,
  ],
  controllers: [AccountsController, MetricsController, RunsController, ForecastController, SnapshotsController],
})
export class RunsHttpModule {}
