import type { ValidationError } from 'class-validator';

/** `field` is a path into the body or the query, such as `credential.email`. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** Nobody reads more; a body of nothing but mistakes must not make a larger answer. */
const MOST_ERRORS = 100;

/** A body or a query that does not have the form it must have. Names every field, up to a hundred; never says what stood in it. */
export class InvalidRequestError extends Error {
  readonly code = 'INVALID_REQUEST';
  readonly errors: readonly FieldError[];

  constructor(errors: readonly ValidationError[]) {
    super('The request is not valid.');
    this.name = 'InvalidRequestError';
    this.errors = fieldErrors(errors, '').slice(0, MOST_ERRORS);
  }
}

function fieldErrors(errors: readonly ValidationError[], parent: string): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = parent === '' ? property : `${parent}.${property}`;
    return [...Object.values(constraints).map((message) => ({ field, message })), ...fieldErrors(children, field)];
  });
}
