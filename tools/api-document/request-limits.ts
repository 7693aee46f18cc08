import { retentionReasons } from '@holdfast/plans/contracts';
import type { JsonSchema } from './json-schema.ts';

type Limit = (constraints: readonly unknown[]) => JsonSchema;

const saidByTheType: Limit = () => ({});

/** What each validator of a request means in a schema, by the validator's name. */
const limits: Readonly<Record<string, Limit>> = {
  isString: saidByTheType,
  isBoolean: saidByTheType,
  isObject: saidByTheType,
  isArray: saidByTheType,
  isNumber: saidByTheType,
  isInt: () => ({ type: 'integer' }),
  isNotEmpty: () => ({ minLength: 1 }),
  isEmail: () => ({ format: 'email' }),
  isIn: ([words]) => ({ enum: words as readonly unknown[] }),
  min: ([least]) => ({ minimum: least }),
  max: ([most]) => ({ maximum: most }),
  minLength: ([least]) => ({ minLength: least }),
  maxLength: ([most]) => ({ maxLength: most }),
  matches: ([form]) => ({ pattern: (form as RegExp).source }),
  arrayMinSize: ([least]) => ({ minItems: least }),
  arrayMaxSize: ([most]) => ({ maxItems: most }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayUnique: () => ({ uniqueItems: true }),
  // Our own. What a schema cannot say is in the words of the refusal.
  isTime: () => ({ anyOf: [{ format: 'date-time' }, { format: 'date' }] }),
  isTimeOfDay: () => ({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
  isTimeZoneName: () => ({ examples: ['Europe/Vienna', 'UTC'] }),
  isSchedule: () => ({ examples: ['0 2 * * *'] }),
  isRetention: () => ({
    propertyNames: { enum: retentionReasons },
    additionalProperties: { type: 'integer', minimum: 0, maximum: 100_000 },
  }),
  arePatterns: () => ({ items: { type: 'string', minLength: 1 } }),
  IsExactPath: () => ({ pattern: '^/' }),
  hasLength: saidByTheType,
  belongsToKind: saidByTheType,
  SaysNoLimitOfApi: saidByTheType,
};

/** Throws for a validator that is not in the table. */
export function limitOf(validator: string, constraints: readonly unknown[]): JsonSchema {
  const limit = limits[validator];
  if (limit) return limit(constraints);
  throw new Error(`Say in tools/api-document/request-limits.ts what the validator ${validator} means in a JSON Schema.`);
}
