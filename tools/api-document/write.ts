import { writeFileSync } from 'node:fs';
import { apiDocument } from './document.ts';
import { documentFile, documentText } from './document-file.ts';

/** Brings the document that the gateway serves up to date. */
writeFileSync(documentFile, await documentText(apiDocument()));
