import { Type } from 'class-transformer';
import { IsObject, IsString, Matches, ValidateNested } from 'class-validator';
import { CredentialRequest } from './credential.request.ts';
import { TrimmedText } from './trimmed-text.ts';

/** `POST /organizations`. */
export class ConnectOrganizationRequest {
  @TrimmedText(200)
  name!: string;

  /** The workspace's slug, or its UUID in braces. */
  @IsString()
  @Matches(/^([A-Za-z0-9_-]{1,100}|\{[0-9a-fA-F-]{36}\})$/, { message: 'workspace must be the slug or the {uuid} of a workspace' })
  workspace!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => CredentialRequest)
  credential!: CredentialRequest;
}
