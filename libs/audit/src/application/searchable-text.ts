const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** What a search for text goes by. UUIDs are kept apart: they are found as a whole, and as text they would be most of the index. */
export interface SearchableText {
  readonly text: string;
  /** Each UUID once, in lower case and without dashes, so that each is one word. */
  readonly ids: readonly string[];
}

/** The summary, and every value of the data but times. */
export function searchableText(summary: string, data: object): SearchableText {
  return textAndIds([summary, ...valuesIn(data)].filter((value) => !TIME.test(value)).join('\n'));
}

/** What somebody looks for: its ids must be there, and what is left as it stands, in capitals or not. */
export function soughtText(q: string): SearchableText {
  const { text, ids } = textAndIds(q);
  return { text: text.trim().toLowerCase(), ids };
}

export function contains(searchable: SearchableText, sought: SearchableText): boolean {
  return searchable.text.toLowerCase().includes(sought.text) && sought.ids.every((id) => searchable.ids.includes(id));
}

function textAndIds(whole: string): SearchableText {
  const ids = new Set(whole.match(UUID)?.map((id) => id.replaceAll('-', '').toLowerCase()));
  return { text: whole.replaceAll(UUID, ''), ids: [...ids] };
}

function valuesIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(valuesIn);
  return typeof value === 'string' ? [value] : typeof value === 'number' || typeof value === 'boolean' ? [`${value}`] : [];
}
