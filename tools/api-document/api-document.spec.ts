import { readFileSync } from 'node:fs';
import { routeRoles } from '@holdfast/gateway';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { apiDocument, type ApiDocument } from './document.ts';
import { documentFile, documentText } from './document-file.ts';
import { declaredErrors } from './error-codes.ts';
import { faultsOfExamples } from './examples-check.ts';
import { codesOfNoRoute } from './general-errors.ts';
import { gatewayProgram } from './source-program.ts';

describe('the document of the API', () => {
  let document: ApiDocument;

  beforeAll(() => {
    document = apiDocument();
  });

  it('is as the source is: `npm run docs:api` brings it up to date', async () => {
    expect(readFileSync(documentFile, 'utf8') === (await documentText(document))).toBe(true);
  });

  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document) as unknown as Record<string, unknown>);
    expect(result).toEqual({ valid: true });
  });

  it('has each route of the gateway, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    // The gateway does not start unless the table has exactly the routes that are registered.
    expect(described.sort()).toEqual(Object.keys(routeRoles).sort());
  });

  it('gives every operation a name of its own', () => {
    const names = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map((operation) => (operation as { operationId: string }).operationId),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('has examples that the routes take and answer', () => {
    expect(faultsOfExamples(document)).toEqual([]);
  });

  it('tells of every refusal that the source has, or general-errors.ts says that no request meets it', () => {
    const text = JSON.stringify(document);
    const codes = new Set(declaredErrors(gatewayProgram()).map(({ code }) => code));
    const untold = [...codes].filter((code) => !text.includes(`"${code}"`));
    expect(untold.sort()).toEqual([...codesOfNoRoute].sort());
  });
});
