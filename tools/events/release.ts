import { mkdirSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { fieldsOfEvents } from './event-fields.ts';
import { formatted } from './formatted.ts';
import { productExamples } from './product-examples.ts';
import {
  lockFile,
  lockOf,
  readLock,
  readReleased,
  releasedDirectory,
  releasedFile,
  shapeOf,
  type ReleasedEvent,
  type ReleasedShape,
} from './released-shapes.ts';

/** Adds the present shape of every event that has none like it yet, with its examples. Never changes one that is there. */
const before = readReleased();
const examples: Readonly<Record<string, readonly object[]>> = productExamples;
const today = new Date().toISOString().slice(0, 10);

const changed = Object.entries(readLock()).filter(([line, hash]) => lockOf(before)[line] !== hash);
if (changed.length > 0)
  throw new Error(`${changed.map(([line]) => line).join(', ')}: changed or removed since it was released; put it back`);
mkdirSync(releasedDirectory, { recursive: true });
for (const [type, present] of fieldsOfEvents('product-event.ts', 'ProductEvent')) {
  const { shapes } = before.find((event) => event.type === type) ?? { shapes: [] };
  const fields = shapeOf(present);
  if (isDeepStrictEqual(shapes.at(-1)?.fields, fields)) continue;
  await add(type, shapes, { since: today, fields, stored: examples[type] ?? [] });
}
await write(lockFile, lockOf(readReleased()));

async function add(type: string, shapes: readonly ReleasedShape[], shape: ReleasedShape): Promise<void> {
  const event: ReleasedEvent = { type, shapes: [...shapes, shape] };
  await write(releasedFile(type), event);
  console.log(`${type}: shape ${event.shapes.length}`);
}

async function write(file: string, content: object): Promise<void> {
  writeFileSync(file, await formatted(JSON.stringify(content), file));
}
