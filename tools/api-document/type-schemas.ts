import ts from 'typescript';
import { schemaRef, type JsonSchema } from './json-schema.ts';
import { mayBe, oneOfParts } from './schema-of-union.ts';

/** What else is known of a field: of a request, its limits. Answers undefined for types of which nothing else is known. */
export type Refine = (
  typeName: string,
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
) => JsonSchema | undefined;

/** JSON Schemas of TypeScript types, read by the compiler. Objects with a name become components. */
export class TypeSchemas {
  /** By name. */
  readonly components = new Map<string, JsonSchema>();
  readonly #named = new Map<string, ts.Type>();
  readonly #checker: ts.TypeChecker;
  readonly #refine: Refine;

  constructor(checker: ts.TypeChecker, refine: Refine) {
    this.#checker = checker;
    this.#refine = refine;
  }

  schemaOf(type: ts.Type): JsonSchema {
    return type.isUnion() ? this.#union(type) : (primitive(type) ?? this.#composed(type));
  }

  #union(type: ts.UnionType): JsonSchema {
    const isNullable = type.types.some(({ flags }) => (flags & ts.TypeFlags.Null) !== 0);
    const parts = type.types.filter(({ flags }) => (flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) === 0);
    const schema = oneOfParts(parts.map((part) => this.schemaOf(part)));
    return isNullable ? mayBe(schema) : schema;
  }

  #composed(type: ts.Type): JsonSchema {
    if (this.#checker.isTupleType(type))
      throw new Error(`${this.#checker.typeToString(type)}: tuples have no description in the document yet`);
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as ts.TypeReference);
      return { type: 'array', items: item ? this.schemaOf(item) : {} };
    }
    const name = this.#nameOf(type);
    return name === undefined ? this.#object(type, '') : this.#component(name, type);
  }

  #component(name: string, type: ts.Type): JsonSchema {
    const known = this.#named.get(name);
    if (known && known !== type) throw new Error(`Two types of the API are called ${name}: give one of them another name.`);
    if (!known) {
      this.#named.set(name, type);
      const meaning = this.#meaningOf(type.aliasSymbol ?? type.symbol);
      this.components.set(name, { ...(meaning !== '' && { description: meaning }), ...this.#object(type, name) });
    }
    return schemaRef(name);
  }

  #object(type: ts.Type, name: string): JsonSchema {
    const fields = this.#checker.getPropertiesOfType(type).filter(({ flags }) => (flags & ts.SymbolFlags.Method) === 0);
    const properties = Object.fromEntries(fields.map((field) => [field.name, this.#field(field)]));
    const required = fields.filter(({ flags }) => (flags & ts.SymbolFlags.Optional) === 0).map((field) => field.name);
    const refined = this.#refine(name, properties, required);
    if (refined) return refined;
    const [others] = this.#checker.getIndexInfosOfType(type);
    return {
      type: 'object',
      ...(fields.length > 0 && { properties }),
      ...(required.length > 0 && { required }),
      ...(others && { additionalProperties: this.schemaOf(others.type) }),
    };
  }

  #field(field: ts.Symbol): JsonSchema {
    const schema = this.schemaOf(this.#checker.getTypeOfSymbol(field));
    const meaning = this.#meaningOf(field);
    const isTime = field.name.endsWith('At') && [schema.type].flat().includes('string');
    return { ...schema, ...(isTime && { format: 'date-time' }), ...(meaning !== '' && { description: meaning }) };
  }

  #nameOf(type: ts.Type): string | undefined {
    const symbol = type.aliasSymbol ?? (type.isClassOrInterface() || isReference(type) ? type.symbol : undefined);
    if (!symbol || ['Record', 'Readonly', 'Partial', 'Omit', 'Pick', '__type'].includes(symbol.name)) return undefined;
    const parts = type.aliasSymbol ? (type.aliasTypeArguments ?? []) : this.#argumentsOf(type);
    return [...parts.map((part) => this.#nameOf(part) ?? 'Object'), symbol.name].join('');
  }

  #argumentsOf(type: ts.Type): readonly ts.Type[] {
    return isReference(type) ? this.#checker.getTypeArguments(type).filter((argument) => !isThis(argument)) : [];
  }

  #meaningOf(symbol: ts.Symbol | undefined): string {
    const text = ts.displayPartsToString(symbol?.getDocumentationComment(this.#checker));
    return text.replaceAll(/\{@link ([^}]+?)\s*\}/g, '`$1`').replaceAll(/\s*\n\s*/g, ' ');
  }
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return (type.flags & ts.TypeFlags.Object) !== 0 && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
}

function isThis(type: ts.Type): boolean {
  return (type as { readonly isThisType?: boolean }).isThisType === true;
}

function primitive(type: ts.Type): JsonSchema | undefined {
  if (type.isStringLiteral()) return { type: 'string', const: type.value };
  if (type.isNumberLiteral()) return { type: 'number', const: type.value };
  if (type.flags & ts.TypeFlags.BooleanLiteral)
    return { type: 'boolean', const: (type as { intrinsicName?: string }).intrinsicName === 'true' };
  if (type.flags & ts.TypeFlags.StringLike) return { type: 'string' };
  if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
  if (type.flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
  if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
  if (type.flags & ts.TypeFlags.NonPrimitive) return { type: 'object' };
  if (type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any)) return {};
  return undefined;
}
