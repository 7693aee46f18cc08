import { SetMetadata, type ExecutionContext } from '@nestjs/common';

const ANSWERS_SECRET = Symbol('AnswersSecret');

/** Marks a route whose answer holds a secret: the answer is stored nowhere, also not to be repeated under an `Idempotency-Key`. */
export const AnswersSecret = () => SetMetadata(ANSWERS_SECRET, true);

export function answersSecret(execution: ExecutionContext): boolean {
  return Reflect.getMetadata(ANSWERS_SECRET, execution.getHandler()) === true;
}
