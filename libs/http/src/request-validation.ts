import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { InvalidRequestError } from './invalid-request.error.ts';

/** No body of the API goes deeper than four; what reads a body goes down with it, and its stack has an end. */
const DEEPEST = 20;

/**
 * Makes the request class of a body or a query out of what was sent, or throws InvalidRequestError. Fields that the class does not have are
 * refused; nothing that was sent is repeated.
 */
export class RequestValidation extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => new InvalidRequestError(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (isDeeperThan(DEEPEST, value)) {
      const nesting = `must not be nested deeper than ${DEEPEST} levels`;
      throw new InvalidRequestError([{ property: metadata.type, constraints: { nesting } }]);
    }
    return super.transform(value, metadata);
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}
