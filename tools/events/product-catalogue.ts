import { join } from 'node:path';
import { fieldsOfEvents } from './event-fields.ts';
import type { CatalogueEvent } from './events-page.ts';
import { productExamples } from './product-examples.ts';
import { readReleased } from './released-shapes.ts';

export const pageFile = join(import.meta.dirname, '../../docs/events.md');

/** What there is to say of every event of the product, by stored name. */
export function productCatalogue(): ReadonlyMap<string, CatalogueEvent> {
  const fields = fieldsOfEvents('product-event.ts', 'ProductEvent');
  const released = new Map(readReleased('events').map(({ type, shapes }) => [type, shapes]));
  const examples = Object.entries<readonly [object, ...object[]]>(productExamples);
  return new Map(
    examples.map(([type, [example]]) => [type, { fields: fields.get(type) ?? [], example, shapes: released.get(type) ?? [] }]),
  );
}
