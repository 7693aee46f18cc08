import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { recorded } from '@holdfast/event-sourcing/testing';
import { productEvents } from '../../apps/holdfast/src/product-events.ts';
import { fieldsOfEvents } from './event-fields.ts';
import { misfits, type EventData } from './misfits.ts';
import { lockOf, readLock, readReleased, shapeOf } from './released-shapes.ts';

const released = readReleased('events');
const shapes = released.flatMap(({ type, shapes }) =>
  shapes.map(({ stored, present, since }) => ({ type, since, stored, present: present ?? stored })),
);
const inUse = productEvents.names.filter((name) => productEvents.readingOf(name) !== 'retired');
const present = fieldsOfEvents('product-event.ts', 'ProductEvent');

/** Through JSON, as a reader gets it. */
const read = (type: string, stored: object): object =>
  productEvents.present(recorded({ type, data: structuredClone(stored) }, 0, 'any-1')).data;

describe('a shape that was ever released', () => {
  it.each(shapes)('still reads: $type as it is stored since $since', ({ type, stored, present: expected }) => {
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.map((data) => read(type, data))).toEqual(expected);
  });

  it('reads into the present shape, which the compiler checks', () => {
    const values: EventData[] = shapes
      .filter(({ type }) => inUse.includes(type))
      .flatMap(({ type, stored }) => stored.map((data) => ({ type, data: read(type, data) })));
    expect(values.length).toBeGreaterThanOrEqual(inUse.length);
    expect(misfits(values)).toEqual([]);
  });

  it('is never changed and never removed: `npm run events:release` adds a new one', () => {
    expect(lockOf([...released, ...readReleased('sagaStates')])).toEqual(readLock());
  });

  it('belongs to an event that is still declared, as retired if nobody stores it any more', () => {
    expect(released.map(({ type }) => type).filter((type) => !productEvents.names.includes(type))).toEqual([]);
  });
});

/** `*.events.ts` is where the types of events are. */
function eventsInCode(): readonly string[] {
  const root = join(import.meta.dirname, '../..');
  const files = globSync('{apps,libs}/*/src/**/*{.,saga-}events.ts', { cwd: root }).filter((file) => !file.includes('/testing/'));
  const texts = files.map((file) => readFileSync(join(root, file), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(/^ {2}readonly type: '(\w+)';$/gm)].map(([, type]) => type ?? ''));
}

describe('each event of the product', () => {
  it('is declared, wherever in the code it is defined', () => {
    expect(eventsInCode().length).toBeGreaterThan(0);
    expect(eventsInCode().filter((type) => !inUse.includes(type))).toEqual([]);
  });

  it('is declared, and has a type', () => {
    expect([...present.keys()].sort()).toEqual([...inUse].sort());
  });

  it.each(inUse)('%s was last released in its present shape (tools/events/README.md)', (type) => {
    expect(shapeOf(present.get(type) ?? [])).toEqual(released.find((event) => event.type === type)?.shapes.at(-1)?.fields);
  });
});
