import { ReadModels } from '@holdfast/event-sourcing';
import { streamOfRoute } from '@holdfast/http';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';

/** Answers the revision of what a route shows as its `ETag`, to be sent back in `If-Match`. */
@Injectable()
export class RevisionInterceptor implements NestInterceptor {
  constructor(private readonly readModels: ReadModels) {}

  /** Looks before the route does: so what is answered may be newer than the tag says, and never older. */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const stream = ['GET', 'HEAD'].includes(http.getRequest<Request>().method) ? streamOfRoute(context) : undefined;
    const sql = 'SELECT revision FROM revision WHERE stream = ?';
    const shown = stream === undefined ? undefined : this.readModels.database.get<{ revision: number }>(sql, stream);
    if (shown) http.getResponse<Response>().set('ETag', `"${shown.revision}"`);
    return next.handle();
  }
}
