import { OneByOne, ReadModels } from '@holdfast/event-sourcing';
import { answersSecret, InvalidRequestError, repeatably, type Caller, type RequestWithCaller } from '@holdfast/http';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { problemOf } from '../errors/problem-of.ts';
import type { Problem } from '../errors/problem.ts';
import { AnsweredError } from './answered.error.ts';
import { KeyedRequests, type Answer, type KeyedRequest } from './keyed-requests.ts';

const FORM = /^[\u0020-\u007e]{1,255}$/;

/**
 * Lets a POST with an `Idempotency-Key` take effect once, however often it comes. A repetition gets the stored answer; one that comes before
 * there is an answer does the work again, under the same command id and with the same new ids, so that nothing is done twice and what was
 * interrupted is finished.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  /** Repetitions that come to the same gateway wait for each other; elsewhere the event store decides. */
  private readonly repetitions = new OneByOne();

  constructor(
    private readonly requests: KeyedRequests,
    private readonly readModels: ReadModels,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request & RequestWithCaller>();
    const { caller } = request;
    const key = request.get('Idempotency-Key');
    if (request.method !== 'POST' || key === undefined || !caller) return next.handle();
    if (!FORM.test(key)) throw new InvalidRequestError([{ property: 'Idempotency-Key', constraints: { form: MUST_BE } }]);
    return from(this.repetitions.run(`${caller.tokenId} ${key}`, () => this.handle(context, caller, key, next)));
  }

  private async handle(context: ExecutionContext, caller: Caller, key: string, next: CallHandler): Promise<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request & RequestWithCaller>();
    const begun = await this.requests.begin(caller, key, [request.originalUrl, request.body]);
    try {
      if (begun.answer) return repeated(begun.answer, http.getResponse<Response>());
      request.caller = { ...caller, commandId: begun.commandId };
      return await this.work(context, caller, begun, next);
    } finally {
      // What the request did before, perhaps elsewhere, its sender sees from now on also here.
      if (begun.isRepeated) await this.readModels.waitFor(await this.readModels.lastStored());
    }
  }

  private async work(context: ExecutionContext, caller: Caller, begun: KeyedRequest, next: CallHandler): Promise<unknown> {
    const work = () => firstValueFrom(next.handle(), { defaultValue: undefined });
    if (answersSecret(context)) return repeatably(begun.seed, work);
    try {
      const body = (await repeatably(begun.seed, work)) as object | undefined;
      const { statusCode: status } = context.switchToHttp().getResponse<Response>();
      return (await this.requests.answer(caller, begun, { status, body: body ?? null })).body ?? undefined;
    } catch (error) {
      await this.keep(caller, begun, error);
      throw error;
    }
  }

  /** A refusal is an answer like any other; after an outage or a defect a repetition tries again. */
  private async keep(caller: Caller, begun: KeyedRequest, error: unknown): Promise<void> {
    const problem = problemOf(error);
    if (problem.status < 500) await this.requests.answer(caller, begun, { status: problem.status, body: problem });
  }
}

const MUST_BE = 'Idempotency-Key must be 1 to 255 printable ASCII characters long';

/** Says it once more. Throws AnsweredError for a problem. */
function repeated({ status, body }: Answer, response: Response): object | undefined {
  response.set('Idempotency-Replayed', 'true');
  if (status >= 400) throw new AnsweredError(body as Problem);
  return body ?? undefined;
}
