import { IsTime, MayBeOmitted } from '@holdfast/http';
import { Transform } from 'class-transformer';
import { IsIn, IsString, Matches, ValidateIf } from 'class-validator';
import { accessRoles, type AccessRole } from '../contracts/access-roles.ts';

/** `POST /tokens`. */
export class CreateAccessTokenRequest {
  /** Stands in the audit trail beside everything that is done with the token. */
  @IsString()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N} ._@+-]{0,99}$/u, { message: 'name is 1 to 100 letters, digits, spaces and ._@+- long' })
  name!: string;

  @IsIn(accessRoles)
  role!: AccessRole;

  @MayBeOmitted()
  @ValidateIf((_, value) => value !== null)
  @IsTime()
  expiresAt: string | null = null;
}
