import type { CredentialSecret } from '@holdfast/bitbucket';
import { Transform } from 'class-transformer';
import { IsEmail, IsIn, IsISO8601, IsNotEmpty, IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';

const kinds = ['api_token', 'access_token', 'oauth_consumer', 'app_password'] as const;
type Kind = (typeof kinds)[number];

/** A field that only some kinds of credential have, and those must. */
function OfKinds(...wanted: readonly Kind[]): PropertyDecorator {
  return (target, property) => {
    ValidateIf((request: CredentialRequest) => wanted.includes(request.kind))(target, property);
    IsString()(target, property);
    IsNotEmpty()(target, property);
    MaxLength(4_096)(target, property);
  };
}

/** A credential in a body, of one of the four kinds. */
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
  @IsISO8601({ strict: true })
  expiresAt?: string | null;
}

/** `POST /organizations/{id}/credentials`. */
export class AddAdditionalCredentialRequest extends CredentialRequest {
  @IsString()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsNotEmpty()
  @MaxLength(100)
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
