import { Transform } from 'class-transformer';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** The name of a plan, without spaces around it. */
export function IsPlanName(): PropertyDecorator {
  const decorators = [
    IsString(),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    IsNotEmpty(),
    MaxLength(200),
  ];
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}
