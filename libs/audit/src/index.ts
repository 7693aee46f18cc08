export { auditProjection } from './application/audit.projection.ts';
export { AuditHttpModule } from './audit.module.ts';
