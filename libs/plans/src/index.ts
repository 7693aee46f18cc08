export { DisablePlanCredential } from './application/disable-plan-credential/disable-plan-credential.command.ts';
export { plansProjection } from './application/plans.projection.ts';
export { GetPlanHandler } from './application/queries/plans.handlers.ts';
export { GetPlan } from './application/queries/plans.query.ts';
export { PlansHttpModule, PlansModule } from './plans.module.ts';
export { disablePlanCredentialWhenRemoved } from './application/disable-removed-credential.saga.ts';
export { scheduledPlans, type ScheduledPlan } from './application/scheduled-plans.ts';
