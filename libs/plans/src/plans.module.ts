import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CreatePlanHandler } from './application/create-plan/create-plan.handler.ts';
import { DisablePlanCredentialHandler } from './application/disable-plan-credential/disable-plan-credential.handler.ts';
import { EnablePlanCredentialHandler } from './application/enable-plan-credential/enable-plan-credential.handler.ts';
import { OrganizationCredentials } from './application/organization-credentials.ts';
import { GetPlanHandler, ListPlansHandler } from './application/queries/plans.handlers.ts';
import { SwitchAdditionalCredentialsHandler } from './application/switch-additional-credentials/switch-additional-credentials.handler.ts';
import { PlansController } from './http/plans.controller.ts';

/** Commands of backup plans, for every role. */
@Module({
  imports: [CqrsModule],
  providers: [
    OrganizationCredentials,
    CreatePlanHandler,
    SwitchAdditionalCredentialsHandler,
    EnablePlanCredentialHandler,
    DisablePlanCredentialHandler,
  ],
})
export class PlansModule {}

/** What the gateway adds: queries and HTTP. */
@Module({ imports: [CqrsModule], providers: [ListPlansHandler, GetPlanHandler], controllers: [PlansController] })
export class PlansHttpModule {}
