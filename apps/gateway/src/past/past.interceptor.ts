import { CLOCK, DomainError, ReadModels, type Clock } from '@holdfast/event-sourcing';
import { InvalidRequestError, isTime } from '@holdfast/http';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { from, type Observable } from 'rxjs';
import { pastViews, type PastView } from './past-views.ts';

/** Answers a request with `?at=` by what was then, in place of its route. Routes that do not know the past take no such parameter from here. */
@Injectable()
export class PastInterceptor implements NestInterceptor {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const { path } = request.route as { readonly path: string };
    const view = pastViews[`${request.method} ${path}`];
    const { at } = request.query;
    return view && at !== undefined ? from(this.answer(view, request, this.timeIn(at))) : next.handle();
  }

  private timeIn(at: unknown): Date {
    if (!isTime(at)) throw invalid('must be a time such as 2026-11-22T08:00:00Z, or a day such as 2026-11-22');
    const time = new Date(at);
    if (time > this.clock()) throw invalid('must not be in the future');
    return time;
  }

  private async answer(view: PastView, { params, res }: Request, at: Date): Promise<object> {
    // It is the revision of now that `ETag` tells.
    res?.removeHeader('ETag');
    try {
      return await view(this.readModels.database, params as Readonly<Record<string, string>>, at);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'not_found') throw error;
      throw new DomainError('not_found', error.code, `At ${at.toISOString()}: ${error.message}`, error.details);
    }
  }
}

function invalid(message: string): InvalidRequestError {
  return new InvalidRequestError([{ property: 'at', constraints: { time: `at ${message}` } }]);
}
