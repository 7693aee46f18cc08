import type { EventField } from './event-fields.ts';
import type { ReleasedShape } from './released-shapes.ts';

/** What the page shows of an event, beside what a person wrote of it. */
export interface CatalogueEvent {
  readonly fields: readonly EventField[];
  readonly example: object;
  /** Oldest first; the last is the present one. */
  readonly shapes: readonly ReleasedShape[];
}

/** Each event has a heading of its own; its facts are folded below the prose. */
const heading = /^### `(\w+)`$/gm;
const facts = /^<details>$[^]*?^<\/details>$/m;

/** The events that the page describes, in its order. */
export function eventsOnPage(page: string): readonly string[] {
  return [...page.matchAll(heading)].map(([, type]) => type ?? '');
}

/** The page with the present fields and example of each event that it describes; its prose stays. Throws for an event that does not exist. */
export function withFacts(page: string, events: ReadonlyMap<string, CatalogueEvent>): string {
  const starts = [...page.matchAll(heading)].map(({ index }) => index);
  const sections = starts.map((start, index) => sectionWithFacts(page.slice(start, starts[index + 1]), events));
  return page.slice(0, starts[0]) + sections.join('');
}

function sectionWithFacts(section: string, events: ReadonlyMap<string, CatalogueEvent>): string {
  const [type] = eventsOnPage(section);
  const event = events.get(type ?? '');
  if (!event) throw new Error(`the page describes ${type ?? 'something'}, which is no event`);
  const present = factsOf(event);
  if (facts.test(section)) return section.replace(facts, () => present);
  const [prose, ...rest] = section.split(/^(?=## )/m);
  return `${prose?.trimEnd() ?? ''}\n\n${present}\n\n${rest.join('')}`;
}

function factsOf({ fields, example, shapes }: CatalogueEvent): string {
  const rows = fields.map(({ path, type, isOptional, meaning }) => {
    const kind = `\`${inTable(type)}\`${isOptional ? ', may be missing' : ''}`;
    return `| \`${path}\` | ${kind} | ${inTable(meaning)} |`;
  });
  return [
    '<details>',
    '<summary>Fields and example</summary>',
    ['| field | is | |', '| --- | --- | --- |', ...rows].join('\n'),
    ...olderShapes(shapes),
    ['```json', JSON.stringify(example, null, 2), '```'].join('\n'),
    '</details>',
  ].join('\n\n');
}

/** In one line; a comment may link to another type. */
function inTable(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll(/\{@link (\w+)\}/g, '`$1`');
}

/** What a reader of old events meets: those that were stored before a field came, or while one was still there. */
function olderShapes(shapes: readonly ReleasedShape[]): readonly string[] {
  return shapes.slice(1).flatMap(({ since, fields }, index) => {
    const before = shapes[index]?.fields ?? {};
    const differences = [
      ...listed('without', pathsMissing(fields, before)),
      ...listed('with', pathsMissing(before, fields)),
      ...changedPaths(before, fields).map((path) => `with \`${path}\` as \`${before[path] ?? ''}\``),
    ];
    return differences.length === 0 ? [] : [`Until ${since} it was stored ${differences.join(', ')}.`];
  });
}

type Fields = ReleasedShape['fields'];

/** Of a field that is an object, its inner fields go without saying. */
function pathsMissing(present: Fields, other: Fields): readonly string[] {
  const missing = Object.keys(present).filter((path) => !Object.hasOwn(other, path));
  return missing.filter((path) => !missing.some((outer) => path.startsWith(`${outer}.`) || path.startsWith(`${outer}[]`)));
}

function changedPaths(before: Fields, now: Fields): readonly string[] {
  return Object.keys(now).filter((path) => Object.hasOwn(before, path) && before[path] !== now[path]);
}

function listed(word: string, paths: readonly string[]): readonly string[] {
  return paths.length === 0 ? [] : [`${word} ${paths.map((path) => `\`${path}\``).join(', ')}`];
}
