export { PROVIDER_ADDRESS, type ProviderAddress } from './adapters/bitbucket-credential-trial.ts';
export { CredentialCare } from './application/credential-care/credential-care.ts';
export { organizationsProjection } from './application/organizations.projection.ts';
export { GetCredentialHandler, GetOrganizationHandler } from './application/queries/organizations.handlers.ts';
export { GetCredential, GetOrganization } from './application/queries/organizations.query.ts';
export { VerifyCredential } from './application/verify-credential/verify-credential.command.ts';
export { OrganizationsHttpModule, OrganizationsModule } from './organizations.module.ts';
