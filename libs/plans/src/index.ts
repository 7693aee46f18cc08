export { DisablePlanCredential } from './application/disable-plan-credential/disable-plan-credential.command.ts';
export { plansProjection } from './application/plans.projection.ts';
export { PlansHttpModule, PlansModule } from './plans.module.ts';
export { disablePlanCredentialWhenRemoved } from './application/disable-removed-credential.saga.ts';
