import { InvalidRequestError } from '@holdfast/http';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { map, type Observable } from 'rxjs';
import { REQUEST_KEY } from '../request-key.ts';
import { CursorSeal } from './cursor-seal.ts';

/** Seals the cursor of each page that is answered, and opens the one that comes back; one that the list did not give is refused. */
@Injectable()
export class CursorInterceptor implements NestInterceptor {
  private readonly seal: CursorSeal;

  constructor(@Inject(REQUEST_KEY) key: Buffer) {
    this.seal = new CursorSeal(key);
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const list = listOf(request);
    const { cursor } = request.query;
    if (typeof cursor === 'string') this.open(request, list, cursor);
    return next
      .handle()
      .pipe(map((answer: unknown) => (hasNextPage(answer) ? { ...answer, nextCursor: this.seal.close(list, answer.nextCursor) } : answer)));
  }

  private open(request: Request, list: string, sealed: string): void {
    const cursor = this.seal.open(list, sealed);
    const constraints = { cursor: 'cursor must be the nextCursor of a page of this list, with the same filters' };
    if (cursor === null) throw new InvalidRequestError([{ property: 'cursor', constraints }]);
    // Express reads the address anew each time that the query is asked for.
    Object.defineProperty(request, 'query', { value: { ...request.query, cursor } });
  }
}

/** The pages of a list may differ in their length. */
function listOf({ path, query }: Request): string {
  const filters = Object.entries(query).filter(([name]) => name !== 'limit' && name !== 'cursor');
  return JSON.stringify([path, filters.sort(([one], [other]) => (one < other ? -1 : 1))]);
}

function hasNextPage(answer: unknown): answer is { readonly nextCursor: string } {
  return (
    typeof answer === 'object' && answer !== null && 'items' in answer && 'nextCursor' in answer && typeof answer.nextCursor === 'string'
  );
}
