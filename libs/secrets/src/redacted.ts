import { inspect } from 'node:util';

const SHOWN = '[redacted]';

/** Carries a secret past everything that prints: logs, JSON, templates and the debugger's `inspect` show `[redacted]`. Only `reveal` gives it away. */
export class Redacted<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
