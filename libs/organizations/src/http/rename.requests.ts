import { TrimmedText } from './trimmed-text.ts';

/** `PATCH /organizations/{id}`. */
export class RenameOrganizationRequest {
  @TrimmedText(200)
  name!: string;
}

/** `PATCH /organizations/{id}/credentials/{credentialId}`. */
export class RenameCredentialRequest {
  @TrimmedText(100)
  label!: string;
}
