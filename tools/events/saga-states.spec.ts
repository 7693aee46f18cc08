import { describe, expect, it } from '@jest/globals';
import { sagas } from '../../apps/orchestrator/src/sagas.ts';
import { fieldsOfEvents } from './event-fields.ts';
import { misfits } from './misfits.ts';
import { readReleased, shapeOf } from './released-shapes.ts';

const names = sagas.map(({ name }) => name);
const released = readReleased('sagaStates');
const present = fieldsOfEvents('product-saga-state.ts', 'ProductSagaState');

describe('what a saga remembers', () => {
  it('is known of each saga of the product', () => {
    expect([...present.keys()].sort()).toEqual([...names].sort());
  });

  it.each(names)('was last released in its present shape (tools/events/README.md): %s', (name) => {
    expect(shapeOf(present.get(name) ?? [])).toEqual(released.find(({ type }) => type === name)?.shapes.at(-1)?.fields);
  });

  it('fits the present type in every shape that was ever stored: nothing upcasts it', () => {
    const stored = released
      .filter(({ type }) => names.includes(type))
      .flatMap(({ type, shapes }) => shapes.flatMap((shape) => shape.stored.map((data) => ({ type, data }))));
    expect(stored.length).toBeGreaterThanOrEqual(names.length);
    expect(misfits(stored, './product-saga-state.ts', 'ProductSagaState')).toEqual([]);
  });
});
