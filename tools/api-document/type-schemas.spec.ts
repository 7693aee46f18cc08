import { describe, expect, it } from '@jest/globals';
import { programOf } from '../events/event-types.ts';
import { TypeSchemas } from './type-schemas.ts';

function schemasOf(text: string, name: string) {
  const { program, source } = programOf({ name: 'doors.ts', text });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(source);
  const symbol = checker.getExportsOfModule(module!).find((exported) => exported.name === name);
  const types = new TypeSchemas(checker, () => undefined);
  const schema = types.schemaOf(checker.getDeclaredTypeOfSymbol(symbol!));
  return { schema, components: Object.fromEntries(types.components) };
}

const fieldOf = (type: string) =>
  schemasOf(`export interface Door { readonly it: ${type} }`, 'Door').components['Door']?.properties?.['it'];

describe('the schema of a type', () => {
  it.each<[string, object]>([
    ['string', { type: 'string' }],
    ['number', { type: 'number' }],
    ['boolean', { type: 'boolean' }],
    ['object', { type: 'object' }],
    ['string | null', { type: ['string', 'null'] }],
    ['boolean | null', { type: ['boolean', 'null'] }],
    ["'open' | 'shut'", { type: 'string', enum: ['open', 'shut'] }],
    ["'open' | 'shut' | null", { type: ['string', 'null'], enum: ['open', 'shut', null] }],
    ["'open'", { type: 'string', const: 'open' }],
    ['false', { type: 'boolean', const: false }],
    ['readonly string[]', { type: 'array', items: { type: 'string' } }],
    ['Readonly<Record<string, number>>', { type: 'object', additionalProperties: { type: 'number' } }],
    ['string | number', { anyOf: [{ type: 'string' }, { type: 'number' }] }],
    ['{ readonly a: string } | null', { type: ['object', 'null'], properties: { a: { type: 'string' } }, required: ['a'] }],
  ])('says what %s is', (type, schema) => {
    expect(fieldOf(type)).toEqual(schema);
  });

  it('names objects that have a name, and pages after what is on them', () => {
    const text = `
      /** Of a house. */
      export interface Door { readonly lock?: Lock | null }
      interface Lock { readonly openedAt: string }
      interface Page<T> { readonly items: readonly T[] }
      export interface House { readonly doors: Page<Door> }`;
    const { schema, components } = schemasOf(text, 'House');
    expect(schema).toEqual({ $ref: '#/components/schemas/House' });
    expect(components['House']?.properties).toEqual({ doors: { $ref: '#/components/schemas/DoorPage' } });
    expect(components['DoorPage']?.properties).toEqual({ items: { type: 'array', items: { $ref: '#/components/schemas/Door' } } });
    expect(components['Door']).toEqual({
      description: 'Of a house.',
      type: 'object',
      properties: { lock: { anyOf: [{ $ref: '#/components/schemas/Lock' }, { type: 'null' }] } },
    });
    expect(components['Lock']?.properties).toEqual({ openedAt: { type: 'string', format: 'date-time' } });
  });

  it('has what a field means in its comment', () => {
    const { components } = schemasOf(
      'export interface Door {\n/** Null while it is {@link open}. */\nreadonly key: string | null }',
      'Door',
    );
    expect(components['Door']?.properties?.['key']?.description).toBe('Null while it is `open`.');
    expect(components['Door']?.required).toEqual(['key']);
  });

  it('cannot be had for a type that nobody has thought of', () => {
    expect(() => fieldOf('readonly [string, number]')).toThrow('tuples have no description in the document yet');
  });
});
