import { Transform } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { MayBeOmitted } from './may-be-omitted.ts';

/** `?limit=&cursor=` of every list. */
export class PageRequest {
  @MayBeOmitted()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value))
  @IsInt()
  @Min(1)
  @Max(500)
  limit = 50;

  /** What the page before gave as `nextCursor`. */
  @MayBeOmitted()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

/** A part of a list; `nextCursor` is null at its end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** The key after which a page begins, or `first` for the first page. A cursor that we did not make begins nowhere: it is taken as it is. */
export function afterKey(request: { readonly cursor?: string }, first: string): string {
  return request.cursor === undefined ? first : Buffer.from(request.cursor, 'base64url').toString('utf8');
}

/** Makes a page of rows that were read with `LIMIT limit + 1`: the one too many tells that the list goes on. */
export function pageOf<Row, T>(rows: readonly Row[], limit: number, keyOf: (row: Row) => string, viewOf: (row: Row) => T): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? Buffer.from(keyOf(last)).toString('base64url') : null;
  return { items: shown.map(viewOf), nextCursor };
}
