import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** A text that says something, taken without the white space around it. */
export function TrimmedText(longest: number): PropertyDecorator {
  return applyDecorators(
    IsString(),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    IsNotEmpty(),
    MaxLength(longest),
  );
}
