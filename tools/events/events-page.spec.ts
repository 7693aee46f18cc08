import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { productEvents } from '../../apps/holdfast/src/product-events.ts';
import type { EventField } from './event-fields.ts';
import { eventsOnPage, withFacts, type CatalogueEvent } from './events-page.ts';
import { formatted } from './formatted.ts';
import { pageFile, productCatalogue } from './product-catalogue.ts';
import type { ReleasedShape } from './released-shapes.ts';

describe('docs/events.md', () => {
  const page = readFileSync(pageFile, 'utf8');
  const inUse = productEvents.names.filter((name) => productEvents.readingOf(name) !== 'retired');

  it('describes every event of the product, each once, and no other', () => {
    expect([...eventsOnPage(page)].sort()).toEqual([...inUse].sort());
  });

  it('shows the present fields and example of each: `npm run docs:events` brings it up to date', async () => {
    expect(await formatted(withFacts(page, productCatalogue()), pageFile)).toBe(page);
  });
});

describe('a page of events', () => {
  const field = (path: string, changes: Partial<EventField> = {}): EventField => ({
    ...{ path, type: 'string', isOptional: false, meaning: '' },
    ...changes,
  });
  const shape = (since: string, fields: ReleasedShape['fields']): ReleasedShape => ({ since, fields, stored: [] });
  const opened: CatalogueEvent = { fields: [field('by')], example: { by: 'Ann' }, shapes: [] };
  const render = (event: Partial<CatalogueEvent>, page = '### `DoorOpened`\n\nIt is open.\n') =>
    withFacts(page, new Map([['DoorOpened', { ...opened, ...event }]]));

  it('keeps the prose and shows fields and example below it', () => {
    const page = '# Doors\n\n## `door-<id>`\n\n### `DoorOpened`\n\nIt is open.\n\n## Afterwards\n\nNothing.\n';
    expect(render({}, page)).toBe(
      [
        '# Doors\n\n## `door-<id>`\n\n### `DoorOpened`\n\nIt is open.',
        '<details>\n\n<summary>Fields and example</summary>',
        '| field | is | |\n| --- | --- | --- |\n| `by` | `string` |  |',
        '```json\n{\n  "by": "Ann"\n}\n```\n\n</details>\n\n## Afterwards\n\nNothing.\n',
      ].join('\n\n'),
    );
  });

  it('replaces what it showed before', () => {
    const before = render({});
    expect(render({}, before)).toBe(before);
    const after = render({ example: { by: 'Bob $& Co' } }, before);
    expect(after).toContain('Bob $& Co');
    expect(after).not.toContain('Ann');
    expect(after).toContain('It is open.');
  });

  it('says what may be missing or null, and what a field means, in one line of the table', () => {
    const fields = [field('by', { type: 'string | null', isOptional: true, meaning: 'Who,\nor {@link Wind} | rain.' })];
    expect(render({ fields })).toContain('| `by` | `string \\| null`, may be missing | Who, or `Wind` \\| rain. |');
  });

  it('says how an older event differs, without what goes without saying', () => {
    const shapes = [
      shape('2026-01-01', { who: 'string' }),
      shape('2026-02-02', { by: 'object', 'by.id': 'string' }),
      shape('2026-03-03', { by: 'object', 'by.id': 'string', key: 'string' }),
      shape('2026-04-04', { by: 'object', 'by.id': 'string', key: 'string | null' }),
    ];
    const text = render({ shapes });
    expect(text).toContain('Until 2026-02-02 it was stored without `by`, with `who`.');
    expect(text).toContain('Until 2026-03-03 it was stored without `key`.');
    expect(text).toContain('Until 2026-04-04 it was stored with `key` as `string`.');
  });

  it('cannot describe what does not exist', () => {
    expect(() => render({}, '### `DoorPainted`\n\nIt is red.\n')).toThrow('the page describes DoorPainted, which is no event');
  });
});
