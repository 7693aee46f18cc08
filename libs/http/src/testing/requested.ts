import type { Type } from '@nestjs/common';
import { InvalidRequestError } from '../invalid-request.error.ts';
import { RequestValidation } from '../request-validation.ts';

const validation = new RequestValidation();

/** What the gateway makes of a body that was sent. Throws what the gateway would answer with. */
export async function requested<T>(request: Type<T>, sent: unknown): Promise<T> {
  return (await validation.transform(sent, { type: 'body', metatype: request })) as T;
}

/** The fields that are wrong with what was sent; none when it is accepted. */
export async function fieldsRefused(request: Type<object>, sent: unknown): Promise<readonly string[]> {
  try {
    await requested(request, sent);
    return [];
  } catch (error) {
    if (error instanceof InvalidRequestError) return [...new Set(error.errors.map(({ field }) => field))];
    throw error;
  }
}
