import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import type { JsonSchema } from './json-schema.ts';
import { limitOf } from './request-limits.ts';
import { mayBe } from './schema-of-union.ts';

type RequestClass = new () => object;
type Properties = Readonly<Record<string, JsonSchema>>;

/**
 * The schema of a request class, with the limits that are enforced: they are read from its validators, and what is required is found out by
 * leaving everything out. Undefined for other types.
 */
export function requestSchema(name: string, properties: Properties): JsonSchema | undefined {
  const request = requestClasses().get(name);
  if (!request) return undefined;
  const limited = limitedProperties(request, properties);
  const kinds = (limited['kind']?.enum ?? []) as readonly string[];
  if (kinds.length > 1) return { type: 'object', oneOf: kinds.map((kind) => ofKind(kind, kinds, request, limited)) };
  return objectOf(limited, requiredBy(request, {}));
}

function objectOf(properties: Properties, required: readonly string[]): JsonSchema {
  return { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false };
}

/** What a request of one kind has, and no other: fields that only other kinds require are refused. */
function ofKind(kind: string, kinds: readonly string[], request: RequestClass, properties: Properties): JsonSchema {
  const required = requiredBy(request, { kind });
  const ofOthers = kinds.flatMap((other) => requiredBy(request, { kind: other })).filter((field) => !required.includes(field));
  const own = Object.entries(properties).filter(([field]) => !ofOthers.includes(field));
  return objectOf({ ...Object.fromEntries(own), kind: { type: 'string', const: kind } }, ['kind', ...required]);
}

function requiredBy(request: RequestClass, sent: object): readonly string[] {
  return validateSync(plainToInstance(request, sent)).map(({ property }) => property);
}

function limitedProperties(request: RequestClass, properties: Properties): Properties {
  const defaults = new request() as Readonly<Record<string, unknown>>;
  const limited = Object.entries(properties).map(([field, schema]): readonly [string, JsonSchema] => {
    const { format: _, ...said } = schema;
    const whole = validatorsOf(request, field).reduce(withLimit, said);
    const value = defaults[field];
    return [field, { ...whole, ...(value !== undefined && { default: JSON.parse(JSON.stringify(value)) as unknown }) }];
  });
  return Object.fromEntries(limited);
}

function withLimit(schema: JsonSchema, { name, constraintCls, constraints, each }: ValidationMetadata): JsonSchema {
  const limit = limitOf(name ?? constraintCls.name, constraints);
  if (each) return { ...schema, items: merged(schema.items ?? {}, limit) };
  return merged(schema, limit);
}

function merged(schema: JsonSchema, limit: JsonSchema): JsonSchema {
  const isNullable = [schema.type].flat().includes('null');
  const { const: _, enum: __, ...rest } = schema;
  if (!limit.enum && limit.type === undefined) return { ...schema, ...limit };
  const narrowed = { ...rest, ...limit, type: limit.type ?? [schema.type].flat().find((type) => type !== 'null') ?? 'string' };
  return isNullable ? mayBe(narrowed) : narrowed;
}

function validatorsOf(request: RequestClass, field: string): readonly ValidationMetadata[] {
  const all = getMetadataStorage().getTargetValidationMetadatas(request, '', false, false);
  const own = all.filter(({ propertyName, type }) => propertyName === field && type === 'customValidation');
  // What a class overrides comes again from the class it extends.
  return [...new Map(own.map((one) => [`${one.name ?? one.constraintCls.name} ${one.each}`, one])).values()];
}

/** Every class with validators that was imported, and every class of a field of one, by name. */
export function requestClasses(): ReadonlyMap<string, RequestClass> {
  const { validationMetadatas } = getMetadataStorage() as unknown as {
    readonly validationMetadatas: ReadonlyMap<RequestClass, readonly ValidationMetadata[]>;
  };
  const declared = [...validationMetadatas].flatMap(([request, metadata]) => [
    request,
    ...metadata.flatMap((one) => classOfField(request, one)),
  ]);
  return new Map(declared.map((request) => [request.name, request]));
}

/** A class that only inherits its validators is known by the fields that are of it. */
function classOfField(request: RequestClass, { propertyName, type }: ValidationMetadata): readonly RequestClass[] {
  const field = Reflect.getMetadata('design:type', request.prototype as object, propertyName) as RequestClass | undefined;
  return type === 'nestedValidation' && field !== undefined && field !== Object && field !== Array ? [field] : [];
}
