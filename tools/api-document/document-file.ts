import { join } from 'node:path';
import { formatted } from '../events/formatted.ts';
import type { ApiDocument } from './document.ts';

/** What the gateway serves as `GET /api/openapi.json`. */
export const documentFile = join(import.meta.dirname, '../../apps/gateway/src/api-document/openapi.json');

/** As it stands in the file. */
export function documentText(document: ApiDocument): Promise<string> {
  return formatted(JSON.stringify(document, null, 2), documentFile);
}
