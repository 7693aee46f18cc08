import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ClonePlanHandler } from './application/clone-plan/clone-plan.handler.ts';
import { CreatePlanHandler } from './application/create-plan/create-plan.handler.ts';
import { CredentialsToEnable } from './application/credentials-to-enable.ts';
import { DeletePlanHandler } from './application/delete-plan/delete-plan.handler.ts';
import { DisablePlanCredentialHandler } from './application/disable-plan-credential/disable-plan-credential.handler.ts';
import { EditPlanHandler } from './application/edit-plan/edit-plan.handler.ts';
import { EnablePlanCredentialHandler } from './application/enable-plan-credential/enable-plan-credential.handler.ts';
import { GoingRun } from './application/going-run.ts';
import { OrganizationCredentials } from './application/organization-credentials.ts';
import { PausePlanHandler } from './application/pause-plan/pause-plan.handler.ts';
import { GetPlanWarningsHandler } from './application/queries/get-plan-warnings.handler.ts';
import { GetPlanHandler, ListPlansHandler } from './application/queries/plans.handlers.ts';
import { ResumePlanHandler } from './application/resume-plan/resume-plan.handler.ts';
import { SwitchAdditionalCredentialsHandler } from './application/switch-additional-credentials/switch-additional-credentials.handler.ts';
import { PlanCredentialsController } from './http/plan-credentials.controller.ts';
import { PlansController } from './http/plans.controller.ts';

/** Commands of backup plans, for every role. */
@Module({
  imports: [CqrsModule],
  providers: [
    OrganizationCredentials,
    CredentialsToEnable,
    GoingRun,
    CreatePlanHandler,
    EditPlanHandler,
    PausePlanHandler,
    ResumePlanHandler,
    ClonePlanHandler,
    DeletePlanHandler,
    SwitchAdditionalCredentialsHandler,
    EnablePlanCredentialHandler,
    DisablePlanCredentialHandler,
  ],
})
export class PlansModule {}

/** What the gateway adds: queries and HTTP. */
@Module({
  imports: [CqrsModule],
  providers: [ListPlansHandler, GetPlanHandler, GetPlanWarningsHandler],
  controllers: [PlansController, PlanCredentialsController],
})
export class PlansHttpModule {}
