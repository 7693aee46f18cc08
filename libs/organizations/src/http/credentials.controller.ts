import { lastOwnWrite, ReadModels, type CommandContext } from '@holdfast/event-sourcing';
import { Origin, PageRequest, type Page } from '@holdfast/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus, type Command } from '@nestjs/cqrs';
import { AddAdditionalCredential } from '../application/add-additional-credential/add-additional-credential.command.ts';
import { GetCredential, ListCredentials } from '../application/queries/organizations.query.ts';
import { RemoveAdditionalCredential } from '../application/remove-additional-credential/remove-additional-credential.command.ts';
import { RenameCredential } from '../application/rename-credential/rename-credential.command.ts';
import { RotateSecret } from '../application/rotate-secret/rotate-secret.command.ts';
import { VerifyCredential } from '../application/verify-credential/verify-credential.command.ts';
import type { CredentialView } from '../contracts/organization.views.ts';
import { AddAdditionalCredentialRequest, CredentialRequest, expiryOf, secretOf } from './credential.request.ts';
import { RenameCredentialRequest } from './rename.requests.ts';

@Controller('organizations/:id/credentials')
export class CredentialsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly readModels: ReadModels,
  ) {}

  @Post()
  add(
    @Param('id') organizationId: string,
    @Body() body: AddAdditionalCredentialRequest,
    @Origin() origin: CommandContext,
  ): Promise<{ id: string }> {
    const { label } = body;
    return this.commands.execute(
      new AddAdditionalCredential({ organizationId, label, secret: secretOf(body), expiresAt: expiryOf(body) }, origin),
    );
  }

  @Get()
  list(@Param('id') id: string, @Query() page: PageRequest): Promise<Page<CredentialView>> {
    return this.queries.execute(new ListCredentials(id, page));
  }

  @Get(':credentialId')
  get(@Param('id') id: string, @Param('credentialId') credentialId: string): Promise<CredentialView> {
    return this.queries.execute(new GetCredential(id, credentialId));
  }

  @Patch(':credentialId')
  rename(
    @Param('id') organizationId: string,
    @Param('credentialId') credentialId: string,
    @Body() { label }: RenameCredentialRequest,
    @Origin() origin: CommandContext,
  ): Promise<CredentialView> {
    return this.seenAfter(new RenameCredential({ organizationId, credentialId, label }, origin));
  }

  @Put(':credentialId/secret')
  rotateSecret(
    @Param('id') organizationId: string,
    @Param('credentialId') credentialId: string,
    @Body() body: CredentialRequest,
    @Origin() origin: CommandContext,
  ): Promise<CredentialView> {
    const rotation = { organizationId, credentialId, secret: secretOf(body), expiresAt: expiryOf(body) };
    return this.seenAfter(new RotateSecret(rotation, origin));
  }

  @Post(':credentialId/verifications')
  @HttpCode(200)
  verify(
    @Param('id') organizationId: string,
    @Param('credentialId') credentialId: string,
    @Origin() origin: CommandContext,
  ): Promise<CredentialView> {
    return this.seenAfter(new VerifyCredential({ organizationId, credentialId }, origin));
  }

  @Delete(':credentialId')
  @HttpCode(204)
  async remove(
    @Param('id') organizationId: string,
    @Param('credentialId') credentialId: string,
    @Origin() origin: CommandContext,
  ): Promise<void> {
    await this.commands.execute(new RemoveAdditionalCredential({ organizationId, credentialId }, origin));
  }

  /** The credential as it is once the command was carried out. */
  private async seenAfter(
    command: Command<void> & { readonly data: { readonly organizationId: string; readonly credentialId: string } },
  ): Promise<CredentialView> {
    await this.commands.execute(command);
    await this.readModels.waitFor(lastOwnWrite());
    return this.queries.execute(new GetCredential(command.data.organizationId, command.data.credentialId));
  }
}
