import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A file that is the same for everybody. */
export interface ServedFile {
  readonly text: string;
  readonly contentType: string;
  readonly etag: string;
}

export function servedFile(path: string | URL, contentType: string): ServedFile {
  const text = readFileSync(path, 'utf8');
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  return { text, contentType: `${contentType}; charset=utf-8`, etag };
}
