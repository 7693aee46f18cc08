import type { LoggerService } from '@nestjs/common';
import { destination, pino, type Logger } from 'pino';

/** What Nest says about its own parts at each start. */
const routine = new Set<unknown>(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']);

/** Nest's logger on pino: JSON lines on the standard error output, so that the standard output stays for people. */
export class JsonLogger implements LoggerService {
  private readonly pino: Logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination(2));

  log(message: unknown, context?: unknown): void {
    if (routine.has(context)) this.pino.debug({ context }, String(message));
    else this.pino.info({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.pino.warn({ context }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.pino.error({ context: rest.at(-1) }, String(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.pino.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: unknown): void {
    this.pino.trace({ context }, String(message));
  }

  fatal(message: unknown, context?: unknown): void {
    this.pino.fatal({ context }, String(message));
  }
}
