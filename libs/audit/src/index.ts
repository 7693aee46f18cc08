export { auditProjection } from './application/audit.projection.ts';
export { RecordedSecretStore } from './application/secret-access/recorded-secret-store.ts';
export { AuditHttpModule } from './audit.module.ts';
