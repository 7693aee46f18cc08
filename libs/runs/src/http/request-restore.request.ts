import { isAbsolute, normalize } from 'node:path';
import { Type } from 'class-transformer';
import { IsIn, IsNotEmpty, IsObject, IsString, MaxLength, Validate, ValidateNested, ValidatorConstraint } from 'class-validator';

/** A path that says exactly where: absolute, without detours, and not a root. */
@ValidatorConstraint()
class IsExactPath {
  validate(value: unknown): boolean {
    if (typeof value !== 'string' || value.includes('\0') || !isAbsolute(value)) return false;
    const trimmed = value.replace(/\/+$/, '');
    return trimmed !== '' && normalize(trimmed) === trimmed;
  }

  defaultMessage(): string {
    return 'path must be absolute, without . or .., and not the root';
  }
}

class DirectoryTargetRequest {
  @IsIn(['directory'], { message: 'kind must be "directory": this version restores to a directory only' })
  kind!: 'directory';

  @IsString()
  @MaxLength(4_000)
  @Validate(IsExactPath)
  path!: string;
}

/** `POST /restores`. */
export class RequestRestoreRequest {
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  snapshotId!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => DirectoryTargetRequest)
  target!: DirectoryTargetRequest;
}
