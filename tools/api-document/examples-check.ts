import { Ajv2020 } from 'ajv/dist/2020.js';
import { closed } from '../../apps/gateway/src/testing/closed-schemas.ts';
import type { ApiDocument } from './document.ts';

interface Media {
  readonly schema: object;
  readonly example?: unknown;
}

interface Body {
  readonly content?: Readonly<Record<string, Media>>;
}

interface WrittenOperation {
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

/** What is wrong with the examples of the document, by its own schemas: one sentence each. */
export function faultsOfExamples(document: ApiDocument): readonly string[] {
  const schemas = new Ajv2020({ strict: false, formats: { 'date-time': true, date: true, email: true } });
  schemas.addSchema(closed(document) as object, 'api');
  const faults = ({ schema, example }: Media, where: string): readonly string[] => {
    const isFit = schemas.validate(JSON.parse(JSON.stringify(closed(schema)).replaceAll('"$ref":"#', '"$ref":"api#')) as object, example);
    return isFit ? [] : [`${where}: ${schemas.errorsText()}`];
  };
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      mediaOf(operation as WrittenOperation).flatMap((media) => faults(media, `${method.toUpperCase()} ${path}`)),
    ),
  );
}

/** The bodies with an example: every one but those of problems. */
function mediaOf({ requestBody, responses }: WrittenOperation): readonly Media[] {
  const bodies = [...(requestBody ? [requestBody] : []), ...Object.values(responses)];
  return bodies.flatMap(({ content = {} }) =>
    Object.entries(content).flatMap(([type, media]) => (type.includes('problem') ? [] : [media])),
  );
}
