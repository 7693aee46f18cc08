import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BitbucketCredentialTrial } from './adapters/bitbucket-credential-trial.ts';
import { AddAdditionalCredentialHandler } from './application/add-additional-credential/add-additional-credential.handler.ts';
import { ConnectOrganizationHandler } from './application/connect-organization/connect-organization.handler.ts';
import { CredentialTrial } from './application/credential-trial.port.ts';
import {
  GetCredentialHandler,
  GetOrganizationHandler,
  ListCredentialsHandler,
  ListOrganizationsHandler,
} from './application/queries/organizations.handlers.ts';
import { RemoveAdditionalCredentialHandler } from './application/remove-additional-credential/remove-additional-credential.handler.ts';
import { VerifyCredentialHandler } from './application/verify-credential/verify-credential.handler.ts';
import { OrganizationsController } from './http/organizations.controller.ts';

/** Commands of organizations and their credentials, for every role. */
@Module({
  imports: [CqrsModule],
  providers: [
    { provide: CredentialTrial, useClass: BitbucketCredentialTrial },
    ConnectOrganizationHandler,
    AddAdditionalCredentialHandler,
    RemoveAdditionalCredentialHandler,
    VerifyCredentialHandler,
  ],
})
export class OrganizationsModule {}

/** What the gateway adds: queries and HTTP. */
@Module({
  imports: [CqrsModule],
  providers: [ListOrganizationsHandler, GetOrganizationHandler, ListCredentialsHandler, GetCredentialHandler],
  controllers: [OrganizationsController],
})
export class OrganizationsHttpModule {}
