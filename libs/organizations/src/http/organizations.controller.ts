import { lastOwnWrite, ReadModels, type CommandContext } from '@holdfast/event-sourcing';
import { ConfirmedRequest, Origin, RevisionOf, type Page } from '@holdfast/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ConnectOrganization } from '../application/connect-organization/connect-organization.command.ts';
import { DisconnectOrganization } from '../application/disconnect-organization/disconnect-organization.command.ts';
import { GetOrganization, ListOrganizations } from '../application/queries/organizations.query.ts';
import { RenameOrganization } from '../application/rename-organization/rename-organization.command.ts';
import { organizationStream } from '../contracts/organization.events.ts';
import type { OrganizationView } from '../contracts/organization.views.ts';
import { ConnectOrganizationRequest } from './connect-organization.request.ts';
import { expiryOf, secretOf } from './credential.request.ts';
import { ListOrganizationsRequest } from './list-organizations.request.ts';
import { RenameOrganizationRequest } from './rename.requests.ts';

@Controller('organizations')
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
  list(@Query() { status, ...page }: ListOrganizationsRequest): Promise<Page<OrganizationView>> {
    return this.queries.execute(new ListOrganizations(page, status === 'disconnected'));
  }

  @Get(':id')
  @RevisionOf(organizationStream)
  get(@Param('id') id: string): Promise<OrganizationView> {
    return this.queries.execute(new GetOrganization(id));
  }

  @Patch(':id')
  @RevisionOf(organizationStream)
  async rename(
    @Param('id') organizationId: string,
    @Body() { name }: RenameOrganizationRequest,
    @Origin() origin: CommandContext,
  ): Promise<OrganizationView> {
    await this.commands.execute(new RenameOrganization({ organizationId, name }, origin));
    await this.readModels.waitFor(lastOwnWrite());
    return this.queries.execute(new GetOrganization(organizationId));
  }

  @Delete(':id')
  @HttpCode(204)
  @RevisionOf(organizationStream)
  async disconnect(
    @Param('id') organizationId: string,
    @Body() { confirm }: ConfirmedRequest,
    @Origin() origin: CommandContext,
  ): Promise<void> {
    await this.commands.execute(new DisconnectOrganization({ organizationId, confirm }, origin));
  }
}
