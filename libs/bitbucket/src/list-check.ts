import type { Page } from './page.ts';

/**
 * Whether a list may have hidden an item while it was read page by page: when one is removed, those behind it move up, and the first of the
 * next page comes to stand on the page that was read already. It shows in the size that the list says it has, where it says one.
 */
export class ListCheck {
  private first: number | null = null;
  private last: number | null = null;
  private shrink: string | null = null;
  private items = 0;

  /** The pages of one reading in their order, without what came twice. */
  note({ size, values }: Pick<Page, 'size' | 'values'>): void {
    this.items += values.length;
    if (size === null) return;
    this.first ??= size;
    if (this.last !== null && size < this.last) this.shrink ??= `it shrank from ${this.last} to ${size}`;
    this.last = size;
  }

  /** Why something may be missing; null when nothing is. */
  doubt(): string | null {
    if (this.shrink !== null) return this.shrink;
    return this.first !== null && this.items < this.first ? `it says that it has ${this.first}, and showed ${this.items}` : null;
  }
}
