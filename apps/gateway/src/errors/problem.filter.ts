import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { TooManyAttemptsError } from '../access/too-many-attempts.error.ts';
import type { RequestWithId } from '../front/request-id.ts';
import { problemOf } from './problem-of.ts';

/** Answers every error as a problem document, and logs those that are ours. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('gateway');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const answer = problemOf(error);
    if (answer.status >= 500) this.log(error, host.switchToHttp().getRequest<Request & Partial<RequestWithId>>());
    if (response.headersSent) return;
    if (answer.status === 401) response.set('WWW-Authenticate', 'Bearer');
    if (error instanceof TooManyAttemptsError) response.set('Retry-After', String(error.retryAfterSeconds));
    response.status(answer.status).type('application/problem+json').send(JSON.stringify(answer));
  }

  private log(error: unknown, { requestId }: Partial<RequestWithId>): void {
    this.logger.error(`request ${requestId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
