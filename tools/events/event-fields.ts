import ts from 'typescript';
import { programOf, type VirtualFile } from './event-types.ts';

/** A field of an event's data, as its type declares it. */
export interface EventField {
  /** `primary.account.id`, `missing[].reason`, `retention.*`. */
  readonly path: string;
  /** In TypeScript's words, without names of our own: `string | null`, `object[]`, `"api" | "git"`. */
  readonly type: string;
  /** The event may come without it. */
  readonly isOptional: boolean;
  /** What the code says of it; empty when it says nothing. */
  readonly meaning: string;
}

/** The fields of every event of a union, by stored name, read from the types themselves: so no change of a shape goes unseen. */
export function fieldsOfEvents(file: string | VirtualFile, union: string): ReadonlyMap<string, readonly EventField[]> {
  const { program, source } = programOf(file);
  const reader = new FieldReader(program.getTypeChecker());
  return new Map(reader.membersOf(source, union).map((event) => reader.eventFrom(event)));
}

class FieldReader {
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  membersOf(source: ts.SourceFile, union: string): readonly ts.Type[] {
    const module = this.#checker.getSymbolAtLocation(source);
    const symbol = module && this.#checker.getExportsOfModule(module).find(({ name }) => name === union);
    if (!symbol) throw new Error(`${source.fileName} exports no ${union}`);
    return partsOf(this.#checker.getDeclaredTypeOfSymbol(symbol));
  }

  eventFrom(event: ts.Type): readonly [string, readonly EventField[]] {
    const [type, data] = ['type', 'data'].map((name) => this.#typeOf(event.getProperty(name)));
    if (!type?.isStringLiteral() || !data) throw new Error('an event needs a literal type and data');
    return [type.value, this.#fieldsOf(data, '')];
  }

  #typeOf(property: ts.Symbol | undefined): ts.Type | undefined {
    return property && this.#checker.getTypeOfSymbol(property);
  }

  #fieldsOf(type: ts.Type, prefix: string): readonly EventField[] {
    const named = this.#checker.getPropertiesOfType(type).flatMap((property) => {
      const meaning = ts.displayPartsToString(property.getDocumentationComment(this.#checker));
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      return this.#field(prefix + property.name, this.#checker.getTypeOfSymbol(property), isOptional, meaning);
    });
    const others = this.#checker.getIndexInfosOfType(type).flatMap((info) => this.#field(`${prefix}*`, info.type, true, ''));
    return [...named, ...others];
  }

  #field(path: string, type: ts.Type, isOptional: boolean, meaning: string): readonly EventField[] {
    const inner = partsOf(type).flatMap((part) => this.#innerFields(path, part));
    return [{ path, type: this.#describe(type), isOptional, meaning }, ...inner];
  }

  #innerFields(path: string, type: ts.Type): readonly EventField[] {
    const element = this.#elementOf(type);
    if (element) return partsOf(element).flatMap((part) => this.#innerFields(`${path}[]`, part));
    return isObject(type) ? this.#fieldsOf(type, `${path}.`) : [];
  }

  /** The compiler keeps the parts of a union in the order in which it met them: here they are sorted, null is last. */
  #describe(type: ts.Type): string {
    const names = new Set(partsOf(type).map((part) => this.#describePart(part)));
    return [...names].sort((a, b) => Number(a === 'null') - Number(b === 'null') || (a < b ? -1 : 1)).join(' | ');
  }

  #describePart(type: ts.Type): string {
    const element = this.#elementOf(type);
    if (element) return partsOf(element).length > 1 ? `(${this.#describe(element)})[]` : `${this.#describe(element)}[]`;
    if (type.flags & ts.TypeFlags.BooleanLiteral) return 'boolean';
    return isObject(type) ? 'object' : this.#checker.typeToString(type);
  }

  #elementOf(type: ts.Type): ts.Type | undefined {
    return this.#checker.isArrayType(type) ? this.#checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
  }
}

function partsOf(type: ts.Type): readonly ts.Type[] {
  return (type.isUnion() ? type.types : [type]).filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
}

function isObject(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.NonPrimitive | ts.TypeFlags.Intersection)) !== 0;
}
