import type { CredentialSecret } from '@holdfast/bitbucket';
import { IsTime } from '@holdfast/http';
import {
  IsEmail,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  MaxLength,
  ValidateBy,
  ValidateIf,
  type ValidationArguments,
} from 'class-validator';
import { TrimmedText } from './trimmed-text.ts';

const kinds = ['api_token', 'access_token', 'oauth_consumer', 'app_password'] as const;
type Kind = (typeof kinds)[number];

/** A field that some kinds of credential must have, and the others must not: a secret in the wrong field is a mistake to tell about. */
function OfKinds(...wanted: readonly Kind[]): PropertyDecorator {
  const isWanted = ({ kind }: CredentialRequest) => wanted.includes(kind);
  const belongs = {
    validate: (_: unknown, call?: ValidationArguments) => isWanted(call?.object as CredentialRequest),
    defaultMessage: () => `$property belongs to another kind of credential: ${wanted.join(', ')}`,
  };
  return (target, property) => {
    ValidateIf((request: CredentialRequest, value) => isWanted(request) || (kinds.includes(request.kind) && value !== undefined))(
      target,
      property,
    );
    ValidateBy({ name: 'belongsToKind', validator: belongs })(target, property);
    IsString()(target, property);
    IsNotEmpty()(target, property);
    MaxLength(4_096)(target, property);
  };
}

/** A credential in a body, of one of the four kinds; all of `PUT …/credentials/{credentialId}/secret`. */
export class CredentialRequest {
  @IsIn(kinds)
  kind!: Kind;

  @OfKinds('api_token')
  @IsEmail()
  email!: string;

  @OfKinds('api_token', 'access_token')
  token!: string;

  @OfKinds('oauth_consumer')
  key!: string;

  @OfKinds('oauth_consumer')
  secret!: string;

  @OfKinds('app_password')
  username!: string;

  @OfKinds('app_password')
  password!: string;

  /** When the provider will no longer take it, as the person was told when creating it. */
  @IsOptional()
  @IsTime()
  expiresAt?: string | null;
}

/** `POST /organizations/{id}/credentials`. */
export class AddAdditionalCredentialRequest extends CredentialRequest {
  @TrimmedText(100)
  label!: string;
}

export function secretOf(request: CredentialRequest): CredentialSecret {
  const { kind, email, token, key, secret, username, password } = request;
  switch (kind) {
    case 'api_token':
      return { kind, email, token };
    case 'access_token':
      return { kind, token };
    case 'oauth_consumer':
      return { kind, key, secret };
    case 'app_password':
      return { kind, username, password };
  }
}

export function expiryOf({ expiresAt }: CredentialRequest): string | null {
  return expiresAt == null ? null : new Date(expiresAt).toISOString();
}
