import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BitbucketCredentialTrial } from './adapters/bitbucket-credential-trial.ts';
import { AddAdditionalCredentialHandler } from './application/add-additional-credential/add-additional-credential.handler.ts';
import { AnnounceExpiryHandler } from './application/announce-expiry/announce-expiry.handler.ts';
import { ConnectOrganizationHandler } from './application/connect-organization/connect-organization.handler.ts';
import { CredentialCare } from './application/credential-care/credential-care.ts';
import { CredentialTrial } from './application/credential-trial.port.ts';
import { DisconnectOrganizationHandler } from './application/disconnect-organization/disconnect-organization.handler.ts';
import { OrganizationDirectory } from './application/organization-directory.ts';
import {
  GetCredentialHandler,
  GetOrganizationHandler,
  ListCredentialsHandler,
  ListOrganizationsHandler,
} from './application/queries/organizations.handlers.ts';
import { RemoveAdditionalCredentialHandler } from './application/remove-additional-credential/remove-additional-credential.handler.ts';
import { RenameCredentialHandler } from './application/rename-credential/rename-credential.handler.ts';
import { RenameOrganizationHandler } from './application/rename-organization/rename-organization.handler.ts';
import { RotateSecretHandler } from './application/rotate-secret/rotate-secret.handler.ts';
import { VerifyCredentialHandler } from './application/verify-credential/verify-credential.handler.ts';
import { CredentialsController } from './http/credentials.controller.ts';
import { OrganizationsController } from './http/organizations.controller.ts';

/** Commands of organizations and their credentials, for every role. */
@Module({
  imports: [CqrsModule],
  providers: [
    { provide: CredentialTrial, useClass: BitbucketCredentialTrial },
    OrganizationDirectory,
    CredentialCare,
    ConnectOrganizationHandler,
    RenameOrganizationHandler,
    DisconnectOrganizationHandler,
    AddAdditionalCredentialHandler,
    RenameCredentialHandler,
    RotateSecretHandler,
    RemoveAdditionalCredentialHandler,
    AnnounceExpiryHandler,
    VerifyCredentialHandler,
  ],
  exports: [CredentialCare],
})
export class OrganizationsModule {}

/** What the gateway adds: queries and HTTP. */
@Module({
  imports: [CqrsModule],
  providers: [ListOrganizationsHandler, GetOrganizationHandler, ListCredentialsHandler, GetCredentialHandler],
  controllers: [OrganizationsController, CredentialsController],
})
export class OrganizationsHttpModule {}
