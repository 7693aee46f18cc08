import { ValidateBy, type ValidationOptions } from 'class-validator';

const FORM = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** A time as RFC 3339 writes it, with its offset from UTC, or a day (its first moment in UTC): `new Date` understands it wherever it runs. */
export function IsTime(options?: ValidationOptions): PropertyDecorator {
  const message = '$property must be a time such as 2026-11-22T08:00:00Z, or a day such as 2026-11-22';
  return ValidateBy({ name: 'isTime', validator: { validate: isTime, defaultMessage: () => message } }, options);
}

export function isTime(value: unknown): value is string {
  const day = typeof value === 'string' ? FORM.exec(value)?.[1] : undefined;
  if (day === undefined || Number.isNaN(Date.parse(value as string))) return false;
  // Date.parse takes the 30th of February for the 2nd of March.
  return new Date(day).toISOString().startsWith(day);
}
