import { BitbucketAnswerError } from './bitbucket.errors.ts';
import { asObject } from './json.ts';

export interface Page {
  readonly values: readonly unknown[];
  /** The link as it came; null on the last page. */
  readonly next: string | null;
  /** How many items the whole list has; null when the provider does not say. */
  readonly size: number | null;
}

/** A page of a list whose items are understood. With `next` the same list goes on there, also later and with another account. */
export interface ListPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Fails closed: a list that says nothing is not an empty list. */
export function readPage(data: unknown, path: string): Page {
  const page = asObject(data);
  const values = page?.['values'];
  const next = page?.['next'] ?? null;
  if (!Array.isArray(values)) throw new BitbucketAnswerError(path, 'it is a page without values');
  if (next !== null && typeof next !== 'string') throw new BitbucketAnswerError(path, 'its link to the next page is not text');
  const size = page?.['size'];
  return { values: values as unknown[], next, size: typeof size === 'number' ? size : null };
}

/** A list may shift while it is read, so that an item comes on two pages. Items without `uuid` and `id` are all kept. */
export class SeenItems {
  private readonly seen = new Set<string>();

  fresh(values: readonly unknown[]): unknown[] {
    return values.filter((value) => this.isNew(identityOf(value)));
  }

  private isNew(identity: string | null): boolean {
    if (identity === null) return true;
    const size = this.seen.size;
    return this.seen.add(identity).size > size;
  }
}

function identityOf(value: unknown): string | null {
  const item = asObject(value);
  const identity = item?.['uuid'] ?? item?.['id'];
  return typeof identity === 'string' || typeof identity === 'number' ? `${typeof identity} ${identity}` : null;
}
