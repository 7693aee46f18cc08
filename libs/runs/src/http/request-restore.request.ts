import { isAbsolute, normalize } from 'node:path';
import { Type } from 'class-transformer';
import { IsDefined, IsIn, IsNotEmpty, IsString, MaxLength, Validate, ValidateNested, ValidatorConstraint } from 'class-validator';

/** A path that says exactly where: absolute, without detours, and not a root. */
@ValidatorConstraint()
class IsExactPath {
  validate(value: unknown): boolean {
    if (typeof value !== 'string' || value.includes('\0') || !isAbsolute(value)) return false;
    const trimmed = value.length > 1 ? value.replace(/\/+$/, '') : value;
    return trimmed !== '' && normalize(trimmed) === trimmed;
  }

  defaultMessage(): string {
    return 'path must be absolute and without . or ..';
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

  @IsDefined()
  @ValidateNested()
  @Type(() => DirectoryTargetRequest)
  target!: DirectoryTargetRequest;
}
