import { requested } from '@holdfast/http/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { documentFile } from './document-file.ts';
import type { ApiDocument } from './document.ts';
import type { JsonSchema } from './json-schema.ts';
import './product-routes.ts';
import { requestClasses } from './request-schemas.ts';

interface TakenBody {
  readonly route: string;
  readonly name: string;
  readonly schema: JsonSchema;
  readonly example: Readonly<Record<string, unknown>>;
}

type WithBody = { readonly requestBody?: { readonly content: { readonly 'application/json': Pick<TakenBody, 'schema' | 'example'> } } };

const document = JSON.parse(readFileSync(documentFile, 'utf8')) as ApiDocument;

const bodies = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, operation]): readonly TakenBody[] => {
    const body = (operation as WithBody).requestBody?.content['application/json'];
    return body ? [{ route: `${method.toUpperCase()} ${path}`, name: body.schema.$ref?.split('/').at(-1) ?? '', ...body }] : [];
  }),
);

/** In place of a field; undefined leaves it out. */
const others: readonly unknown[] = [undefined, null, 7.5, true, {}, 'x'.repeat(5_000)];

describe('the limits of a request', () => {
  const schemas = new Ajv2020({ strict: false });

  beforeAll(() => {
    for (const format of ['date-time', 'date']) schemas.addFormat(format, /^\d{4}-\d\d-\d\d/);
    schemas.addFormat('email', /^[^@ ]{1,64}@[^@ ]{1,255}$/);
    schemas.addSchema(document, 'api');
  });

  const isTaken = (name: string, body: unknown) =>
    requested(requestClasses().get(name) ?? Object, structuredClone(body)).then(
      () => true,
      () => false,
    );
  const isDescribed = (name: string, body: unknown) => schemas.validate({ $ref: `api#/components/schemas/${name}` }, body);

  it.each(bodies)('are those that are enforced: $route', async ({ name, example }) => {
    expect(await isTaken(name, example)).toBe(true);
    for (const field of [...Object.keys(example), 'unknown']) {
      for (const other of others) {
        const sent = JSON.parse(JSON.stringify({ ...example, [field]: other })) as unknown;
        expect([field, other, isDescribed(name, sent)]).toEqual([field, other, await isTaken(name, sent)]);
      }
    }
  });
});
