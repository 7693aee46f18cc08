import { ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { ApiProblem, badRequest, errorBody } from '../http/api-problem.ts';
import { asksFor } from './partial-response.ts';
import { filterAndSort } from './query-language.ts';
import type { ApiRequest } from './route.ts';

type Json = Record<string, unknown>;

export interface ListOptions<T> {
  readonly items: readonly T[];
  /** Renders what is on the page; gets them all when a query has to look at them. */
  readonly render: (items: readonly T[]) => readonly object[] | Promise<readonly object[]>;
  /** 100 unless said otherwise. */
  readonly maximum?: number;
  /** Fields that a list leaves out unless `fields` asks for them. */
  readonly omit?: readonly string[];
  /** An opaque cursor instead of page numbers, and no `size` or `page`. */
  readonly cursor?: boolean;
}

/** Answers one page of a list, after `q` and `sort`. */
export async function listAnswer<T>(request: ApiRequest, options: ListOptions<T>): Promise<Answer> {
  const query = request.url.searchParams;
  const pageLength = readPageLength(query.get('pagelen'), options.maximum ?? 100);
  if (!query.has('q') && !query.has('sort')) {
    const page = cut(request, options.items, pageLength, options.cursor);
    return ok({ ...page.frame, values: withoutOmitted(request, await options.render(page.values), options.omit) });
  }
  const rendered = await options.render(options.items);
  const page = cut(request, filterAndSort(rendered as readonly Json[], query.get('q'), query.get('sort')), pageLength, options.cursor);
  return ok({ ...page.frame, values: withoutOmitted(request, page.values, options.omit) });
}

/** Values beyond the maximum are refused, not clamped; 0 means the default. */
function readPageLength(given: string | null, maximum: number): number {
  if (given === null) return 10;
  const length = /^\d+$/.test(given) ? Number(given) : -1;
  if (length < 0 || length > maximum) throw badRequest('Invalid pagelen');
  return length === 0 ? 10 : length;
}

function cut<T>(request: ApiRequest, items: readonly T[], pagelen: number, cursor = false): { frame: Json; values: readonly T[] } {
  const page = readPage(request.url.searchParams.get('page'), cursor);
  if (page > 1 && (page - 1) * pagelen >= items.length) throw new ApiProblem(404, errorBody('Invalid page'));
  const start = Math.max(0, (page - 1) * pagelen + (page > 1 ? request.pageShift : 0));
  const values = items.slice(start, start + pagelen);
  const next = start + pagelen < items.length ? { next: pageUrl(request.url, page + 1, cursor) } : {};
  if (cursor) return { frame: { pagelen, ...next }, values };
  const previous = page > 1 ? { previous: pageUrl(request.url, page - 1, false) } : {};
  return { frame: { size: items.length, page, pagelen, ...next, ...previous }, values };
}

function readPage(given: string | null, cursor: boolean): number {
  if (given === null) return 1;
  const page = cursor ? fromCursor(given) : Number(given);
  if (!Number.isInteger(page) || page < 1) throw badRequest('Invalid page');
  return page;
}

function pageUrl(url: URL, page: number, cursor: boolean): string {
  const next = new URL(url);
  next.searchParams.set('page', cursor ? Buffer.from(`page ${page}`).toString('base64url') : String(page));
  return next.href;
}

function fromCursor(cursor: string): number {
  return Number(/^page (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]);
}

function withoutOmitted(request: ApiRequest, values: readonly object[], omit: readonly string[] = []): readonly object[] {
  const omitted = omit.filter((field) => !asksFor(request.url.searchParams.get('fields'), `values.${field}`));
  if (omitted.length === 0) return values;
  return values.map((value) => Object.fromEntries(Object.entries(value).filter(([field]) => !omitted.includes(field))));
}
