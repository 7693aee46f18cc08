import { HttpException } from '@nestjs/common';

/** Too many wrong tokens came from the network of the request. A right one passes. */
export class TooManyAttemptsError extends HttpException {
  constructor(readonly retryAfterSeconds: number) {
    super(`Too many wrong tokens came from your network; wait ${retryAfterSeconds} seconds.`, 429);
  }
}
