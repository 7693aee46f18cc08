import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import fc from 'fast-check';
import { InvalidRequestError } from '../invalid-request.error.ts';
import { fieldsRefused, requested } from './requested.ts';

const SECRET = 'ATATT3x-secret';
const UNKNOWN = 'surprise';

/** What every request class promises, shown with an example that it accepts. `use` is what is then done with a request: it never throws. */
export function describeRequest<T extends object>(
  name: string,
  request: Type<T>,
  example: object,
  use: (accepted: T) => unknown = String,
): void {
  describe(`any ${name}`, () => {
    it('is accepted as in its example', async () => {
      expect(await requested(request, structuredClone(example))).toBeInstanceOf(request);
    });

    it('has no fields but its own', async () => {
      for (const path of objectsIn(example))
        expect(await fieldsRefused(request, withValue(example, [...path, UNKNOWN], SECRET))).toEqual([[...path, UNKNOWN].join('.')]);
    });

    it('is an object', async () => {
      for (const other of [[], [example], SECRET, 7, true]) expect(await fieldsRefused(request, other)).not.toEqual([]);
    });

    it('is not changed by the keys of a prototype, nor is anything else', async () => {
      const plain = await requested(request, structuredClone(example));
      for (const key of ['__proto__', 'constructor', 'prototype']) {
        for (const path of objectsIn(example)) {
          const sent = withValue(example, [...path, key], { polluted: true, prototype: { polluted: true } });
          expect(await requested(request, sent)).toEqual(plain);
        }
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    });

    it('is accepted or refused whatever is sent, and a refusal repeats nothing of it', async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...pathsIn(example)), anyValue, async (path, value) => {
          const refusal = await requested(request, withValue(example, path, value)).then(use, (error: unknown) => error);
          if (!(refusal instanceof Error)) return;
          expect(refusal).toBeInstanceOf(InvalidRequestError);
          const { errors, message } = refusal as InvalidRequestError;
          expect(errors.length).toBeGreaterThan(0);
          for (const { field } of errors) expect(typeof field).toBe('string');
          expect(JSON.stringify([message, errors])).not.toContain(SECRET);
        }),
        { numRuns: 120 },
      );
    });
  });
}

const anyString = fc.oneof(
  fc.constant(SECRET),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => SECRET + text),
  fc.constantFrom('', ' ', '\0', '2018-W30', '2026-02-30', '9999-99-99T99:99:99Z', '__proto__', SECRET.repeat(400)),
);
const anyKey = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'toString', 'length', 'then'),
);

/** Any JSON; its strings hold a secret, so that an echo shows. */
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(anyString, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(anyKey, tie('value')), { maxLength: 3 }).map((entries) => parsed(entries)),
  ),
}));

/** As a body parser makes it: `__proto__` is a field of its own. */
function parsed(entries: readonly (readonly [string, unknown])[]): unknown {
  return JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`);
}

function withValue(example: unknown, [key, ...inner]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const entries = Object.entries(example as object).filter(([own]) => own !== key);
  const before = Object.hasOwn(example as object, key) ? (example as Record<string, unknown>)[key] : {};
  const changed = parsed([...entries, [key, withValue(before, inner, value)]]);
  return Array.isArray(example) ? Object.values(changed as object) : changed;
}

/** The paths of everything in the example, itself included. */
function pathsIn(example: unknown): string[][] {
  if (typeof example !== 'object' || example === null) return [[]];
  return [[], ...Object.entries(example).flatMap(([key, inner]) => pathsIn(inner).map((path) => [key, ...path]))];
}

/** The paths of the objects in the example. */
function objectsIn(example: unknown): string[][] {
  if (typeof example !== 'object' || example === null || Array.isArray(example)) return [];
  return [[], ...Object.entries(example).flatMap(([key, inner]) => objectsIn(inner).map((path) => [key, ...path]))];
}
