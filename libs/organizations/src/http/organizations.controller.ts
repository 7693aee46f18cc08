import { lastOwnWrite, ReadModels, type CommandContext } from '@holdfast/event-sourcing';
import { Origin, PageRequest, RevisionOf, type Page } from '@holdfast/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { AddAdditionalCredential } from '../application/add-additional-credential/add-additional-credential.command.ts';
import { ConnectOrganization } from '../application/connect-organization/connect-organization.command.ts';
import { GetCredential, GetOrganization, ListCredentials, ListOrganizations } from '../application/queries/organizations.query.ts';
import { RemoveAdditionalCredential } from '../application/remove-additional-credential/remove-additional-credential.command.ts';
import { VerifyCredential } from '../application/verify-credential/verify-credential.command.ts';
import { organizationStream } from '../contracts/organization.events.ts';
import type { CredentialView, OrganizationView } from '../contracts/organization.views.ts';
import { ConnectOrganizationRequest } from './connect-organization.request.ts';
import { AddAdditionalCredentialRequest, expiryOf, secretOf } from './credential.request.ts';

@Controller('organizations')
@RevisionOf(organizationStream)
export class OrganizationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly readModels: ReadModels,
  ) {}

  @Post()
  connect(@Body() body: ConnectOrganizationRequest, @Origin() origin: CommandContext): Promise<{ id: string }> {
    const { name, workspace, credential } = body;
    return this.commands.execute(
      new ConnectOrganization({ name, workspace, secret: secretOf(credential), expiresAt: expiryOf(credential) }, origin),
    );
  }

  @Get()
  list(@Query() page: PageRequest): Promise<Page<OrganizationView>> {
    return this.queries.execute(new ListOrganizations(page));
  }

  @Get(':id')
  get(@Param('id') id: string): Promise<OrganizationView> {
    return this.queries.execute(new GetOrganization(id));
  }

  @Post(':id/credentials')
  addCredential(
    @Param('id') organizationId: string,
    @Body() body: AddAdditionalCredentialRequest,
    @Origin() origin: CommandContext,
  ): Promise<{ id: string }> {
    const { label } = body;
    return this.commands.execute(
      new AddAdditionalCredential({ organizationId, label, secret: secretOf(body), expiresAt: expiryOf(body) }, origin),
    );
  }

  @Get(':id/credentials')
  listCredentials(@Param('id') id: string, @Query() page: PageRequest): Promise<Page<CredentialView>> {
    return this.queries.execute(new ListCredentials(id, page));
  }

  @Get(':id/credentials/:credentialId')
  getCredential(@Param('id') id: string, @Param('credentialId') credentialId: string): Promise<CredentialView> {
    return this.queries.execute(new GetCredential(id, credentialId));
  }

  @Post(':id/credentials/:credentialId/verifications')
  @HttpCode(200)
  async verifyCredential(
    @Param('id') organizationId: string,
    @Param('credentialId') credentialId: string,
    @Origin() origin: CommandContext,
  ): Promise<CredentialView> {
    await this.commands.execute(new VerifyCredential({ organizationId, credentialId }, origin));
    await this.readModels.waitFor(lastOwnWrite());
    return this.queries.execute(new GetCredential(organizationId, credentialId));
  }

  @Delete(':id/credentials/:credentialId')
  @HttpCode(204)
  async removeCredential(
    @Param('id') organizationId: string,
    @Param('credentialId') credentialId: string,
    @Origin() origin: CommandContext,
  ): Promise<void> {
    await this.commands.execute(new RemoveAdditionalCredential({ organizationId, credentialId }, origin));
  }
}
