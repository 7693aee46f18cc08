import { ValidateIf } from 'class-validator';

/** A field with a default. Unlike with `IsOptional`, null is a value like any other: it does not stand for the default. */
export function MayBeOmitted(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
