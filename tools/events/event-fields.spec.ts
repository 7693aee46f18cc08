import { describe, expect, it } from '@jest/globals';
import { fieldsOfEvents } from './event-fields.ts';
import { misfits } from './misfits.ts';
import { shapeOf } from './released-shapes.ts';

const doorEvents = (dataOfOpened: string) => ({
  name: 'door-events.virtual.ts',
  text: `
    interface Person { readonly id: string }
    interface Opened { readonly type: 'DoorOpened'; readonly data: ${dataOfOpened} }
    interface Closed { readonly type: 'DoorClosed'; readonly data: { readonly at: string } & Person }
    export type DoorEvent = Opened | Closed;`,
});
const opened = (data: string) => shapeOf(fieldsOfEvents(doorEvents(data), 'DoorEvent').get('DoorOpened') ?? []);

describe('the fields of an event', () => {
  it('are those of its type, whatever names that is made of', () => {
    const fields = fieldsOfEvents(doorEvents('{\n/** Who it was. */\nreadonly by: Person }'), 'DoorEvent');
    expect([...fields.keys()]).toEqual(['DoorOpened', 'DoorClosed']);
    expect(fields.get('DoorOpened')).toEqual([
      { path: 'by', type: 'object', isOptional: false, meaning: 'Who it was.' },
      { path: 'by.id', type: 'string', isOptional: false, meaning: '' },
    ]);
    expect(fields.get('DoorClosed')?.map(({ path }) => path)).toEqual(['at', 'id']);
  });

  it.each([
    ['{ by: string }', { by: 'string' }],
    ['{ by?: string }', { by: 'string?' }],
    ['{ by: string | null }', { by: 'string | null' }],
    ['{ by: null | Person }', { by: 'object | null', 'by.id': 'string' }],
    ['{ by: readonly string[] }', { by: 'string[]' }],
    ['{ by: readonly (string | null)[] }', { by: '(string | null)[]' }],
    ['{ by: readonly (readonly Person[])[] }', { by: 'object[][]', 'by[][].id': 'string' }],
    ["{ by: 'key' | 'hand' }", { by: '"hand" | "key"' }],
    ['{ by: boolean; at: number }', { by: 'boolean', at: 'number' }],
    ['{ by: Record<string, Person> }', { by: 'object', 'by.*': 'object?', 'by.*.id': 'string' }],
    ["{ by: Partial<Record<'left' | 'right', number>> }", { by: 'object', 'by.left': 'number?', 'by.right': 'number?' }],
    ['{ by: object }', { by: 'object' }],
  ])('show every change of %s', (data, shape) => {
    expect(opened(data)).toEqual(shape);
  });
});

describe('a value', () => {
  it('fits an event when it has all of its fields, and no other', () => {
    const at = '2026-11-22T02:31:05.349Z';
    const misfit = (data: object) => misfits([{ type: 'RunResumed', data }]);
    expect(misfit({ runId: 'r', at })).toEqual([]);
    expect(misfit({ runId: 'r' })).toEqual([expect.stringContaining("RunResumed: Property 'at' is missing")]);
    expect(misfit({ runId: 'r', at: null })).toEqual([expect.stringContaining("'null' is not assignable to type 'string'")]);
    expect(misfit({ runId: 'r', at, by: 'Ann' })).toEqual([expect.stringContaining('does not exist in type')]);
  });
});
