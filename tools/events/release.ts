import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { fieldsOfEvents } from './event-fields.ts';
import { formatted } from './formatted.ts';
import { productExamples } from './product-examples.ts';
import { lockFile, lockOf, readLock, readReleased, releasedFile, shapeOf, type Kind, type Released } from './released-shapes.ts';
import { sagaStateExamples } from './saga-state-examples.ts';

/** Adds the present shape of everything that has none like it yet, with its examples. Never changes one that is there. */
const today = new Date().toISOString().slice(0, 10);

refuseChanges();
await release('events', fieldsOfEvents('product-event.ts', 'ProductEvent'), productExamples);
await release('sagaStates', fieldsOfEvents('product-saga-state.ts', 'ProductSagaState'), sagaStateExamples);
await write(lockFile, presentLock());

async function release(
  kind: Kind,
  present: ReturnType<typeof fieldsOfEvents>,
  examples: Readonly<Record<string, readonly object[]>>,
): Promise<void> {
  const before = new Map(readReleased(kind).map(({ type, shapes }) => [type, shapes]));
  for (const [type, fieldsOfType] of present) {
    const shapes = before.get(type) ?? [];
    const fields = shapeOf(fieldsOfType);
    if (isDeepStrictEqual(shapes.at(-1)?.fields, fields)) continue;
    const released: Released = { type, shapes: [...shapes, { since: today, fields, stored: examples[type] ?? [] }] };
    await write(releasedFile(kind, type), released);
    console.log(`${type}: shape ${released.shapes.length}`);
  }
}

function presentLock() {
  return lockOf([...readReleased('events'), ...readReleased('sagaStates')]);
}

function refuseChanges(): void {
  const present = presentLock();
  const changed = Object.entries(readLock()).filter(([line, hash]) => present[line] !== hash);
  if (changed.length > 0)
    throw new Error(`${changed.map(([line]) => line).join(', ')}: changed or removed since it was released; put it back`);
}

async function write(file: string, content: object): Promise<void> {
  writeFileSync(file, await formatted(JSON.stringify(content), file));
}
