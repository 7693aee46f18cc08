import type { ValidationError } from 'class-validator';
import type { FieldError } from './problem.ts';

/** A body or a query that does not have the form it must have. Names every field; never says what stood in it. */
export class InvalidRequestError extends Error {
  readonly errors: readonly FieldError[];

  constructor(errors: readonly ValidationError[]) {
    super('The request is not valid.');
    this.name = 'InvalidRequestError';
    this.errors = fieldErrors(errors, '');
  }
}

function fieldErrors(errors: readonly ValidationError[], parent: string): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = parent === '' ? property : `${parent}.${property}`;
    return [...Object.values(constraints).map((message) => ({ field, message })), ...fieldErrors(children, field)];
  });
}
